use super::period::Periods;
use super::window::TimeWindow;
use super::zone::{CivilZone, HourOfWeek};

/// The share of `window` that falls in each period: `(period, share)`, ascending, shares in 0..=1.
///
/// share(i) = |window ∩ period i| / |window|. The shares add up to 1 when the periods cover the window; what lies outside
/// them is lost, not moved. Cost: the number of periods touched.
///
/// Source: Ratcliffe J H (2000), Aoristic analysis: the spatial interpretation of unspecific temporal events, doi:10.1080/136588100424963.
pub fn period_shares(window: TimeWindow, periods: &Periods) -> impl Iterator<Item = (usize, f64)> + '_ {
    let first = periods.index_of(window.start()).unwrap_or(0);
    let length = window.seconds() as f64;
    (first..periods.len()).take_while(move |&index| periods.window(index).start() < window.end()).filter_map(
        move |index| {
            let shared = periods.window(index).intersection(window)?;
            Some((index, shared.seconds() as f64 / length))
        },
    )
}

/// Calls `visit(hour, share)` for each civil hour of the week that `window` touches; the shares add up to 1.
///
/// An hour may come more than once when the window is longer than a week or crosses a clock change: add them up.
pub fn hour_of_week_shares(window: TimeWindow, zone: &CivilZone, mut visit: impl FnMut(HourOfWeek, f64)) {
    let length = window.seconds() as f64;
    let mut at = window.start();
    while at < window.end() {
        let civil = at + zone.offset_s(at);
        let next = (at + 3600 - civil.rem_euclid(3600)).min(window.end());
        visit(zone.hour_of_week(at), (next - at) as f64 / length);
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::time::period::PeriodLength;

    #[test]
    fn a_night_over_two_months() {
        let london = CivilZone::named("Europe/London").unwrap();
        let window = TimeWindow::new(
            london.second(datetime(2024, 1, 31, 21, 0, 0, 0)),
            london.second(datetime(2024, 2, 1, 9, 0, 0, 0)),
        )
        .unwrap();
        let months = Periods::covering(window, PeriodLength::Month, &london);
        let shares: Vec<_> = period_shares(window, &months).collect();
        assert_eq!(shares, vec![(0, 0.25), (1, 0.75)]);
    }

    #[test]
    fn hours_add_up_to_one() {
        let london = CivilZone::named("Europe/London").unwrap();
        let start = london.second(datetime(2024, 1, 1, 9, 30, 0, 0));
        let window = TimeWindow::new(start, start + 2 * 3600).unwrap();
        let mut hours = Vec::new();
        hour_of_week_shares(window, &london, |hour, share| hours.push((hour, share)));
        assert_eq!(hours, vec![(9, 0.25), (10, 0.5), (11, 0.25)]);

        let mut sum = 0.0;
        hour_of_week_shares(london.day(date(2024, 3, 31)), &london, |_, share| sum += share);
        assert!((sum - 1.0).abs() < 1e-12);
    }
}
