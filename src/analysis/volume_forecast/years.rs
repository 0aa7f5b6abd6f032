use jiff::civil::Date;

use super::paths::{Outlook, Paths};

/// A year of twelve months.
#[derive(Clone, Debug, PartialEq)]
pub struct YearTotal {
    /// First date of the year's last month.
    pub ending: Date,
    /// Incidents, where all twelve months are past.
    pub count: Option<usize>,
    /// What is to be expected, where some are to come; the past ones count as they were.
    pub forecast: Option<Outlook>,
}

/// The whole years that end in calendar month `year_ends` (1 to 12): those of the past, and those that the months ahead complete.
///
/// `counts` are the months of the past and `dates` the first dates of all months, past and to come.
pub(super) fn years(counts: &[usize], dates: &[Date], paths: &Paths, year_ends: usize) -> Vec<YearTotal> {
    let past = counts.len();
    let ends = (11..dates.len()).filter(|&month| usize::from(dates[month].month().unsigned_abs()) == year_ends);
    ends.map(|last| {
        let first = last - 11;
        let known: usize = counts[first.min(past)..(last + 1).min(past)].iter().sum();
        let to_come = (first.max(past) - past)..((last + 1).max(past) - past);
        YearTotal {
            ending: dates[last],
            count: to_come.is_empty().then_some(known),
            forecast: (!to_come.is_empty()).then(|| paths.sum(to_come, known as f64)),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn past_mixed_and_to_come() {
        // From April 2020; 14 months past, 24 to come, all of ten.
        let dates: Vec<Date> = (0..38).map(|month| date(2020, 4, 1).checked_add(month.months()).unwrap()).collect();
        let paths = Paths::new(24, vec![10.0; 24 * 100]);
        let found = years(&[7; 14], &dates, &paths, 3);
        let told: Vec<_> =
            found.iter().map(|it| (it.ending.year(), it.count, it.forecast.map(|it| it.median))).collect();
        assert_eq!(told, [(2021, Some(84), None), (2022, None, Some(114.0)), (2023, None, Some(120.0))]);
        assert!(years(&[7; 5], &dates[..9], &paths, 3).is_empty());
    }
}
