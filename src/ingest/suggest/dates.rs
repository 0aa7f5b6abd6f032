use crate::ingest::convert::{read_by_pattern, read_iso};

/// Patterns to try, day before month before year as in Britain first: where two fit equally well, the earlier is taken.
const PATTERNS: [&str; 24] = [
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %I:%M %p",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d-%b-%Y %H:%M",
    "%d-%b-%Y",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "%d %B %Y",
    "%b %Y",
    "%Y%m%d",
];

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    Iso,
    Pattern(&'static str),
}

impl DateForm {
    fn reads(self, text: &str) -> bool {
        match self {
            Self::Iso => read_iso(text).is_ok(),
            Self::Pattern(pattern) => read_by_pattern(text, pattern).is_ok(),
        }
    }
}

/// The form that reads at least 19 in 20 of the values; the most, and of equals the first.
pub fn date_form(values: &[&str]) -> Option<DateForm> {
    let mut best = None;
    let mut most = 0;
    for form in std::iter::once(DateForm::Iso).chain(PATTERNS.map(DateForm::Pattern)) {
        // One that cannot read the first values reads no column.
        if !values.iter().take(20).any(|value| form.reads(value)) {
            continue;
        }
        let read = values.iter().filter(|value| form.reads(value)).count();
        if read > most {
            (best, most) = (Some(form), read);
        }
    }
    best.filter(|_| most * 20 >= values.len() * 19)
}

/// Whether the values are times of the day: `21:05`, `21:05:30`.
pub fn is_time_of_day(values: &[&str]) -> bool {
    let is_time = |value: &&&str| {
        let parts: Vec<&str> = value.split(':').collect();
        (2..=3).contains(&parts.len())
            && parts.iter().all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n < 60))
    };
    !values.is_empty() && values.iter().filter(is_time).count() * 20 >= values.len() * 19
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_first_unless_the_data_say_otherwise() {
        assert_eq!(date_form(&["2021-03-01", "2021-03-02 10:00"]), Some(DateForm::Iso));
        assert_eq!(date_form(&["03/04/2021", "05/06/2021"]), Some(DateForm::Pattern("%d/%m/%Y")));
        assert_eq!(date_form(&["03/04/2021", "05/16/2021"]), Some(DateForm::Pattern("%m/%d/%Y")));
        assert_eq!(date_form(&["12", "13"]), None);
        assert_eq!(date_form(&[]), None);
        assert!(is_time_of_day(&["21:05", "00:00:59"]) && !is_time_of_day(&["2021-03-01"]) && !is_time_of_day(&[]));
    }
}
