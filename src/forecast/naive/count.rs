use serde_json::{Map, Value};

use super::past_counts::weighted_counts;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// As many as there were: the cell's count over a window before the origin, scaled to the horizon's length.
///
/// risk = (incidents of the cell in the last `days`) / (days of them that the data cover) × days of the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    name: &'static str,
    description: &'static str,
    days: f64,
}

impl Count {
    pub const LAST_28_DAYS: Self =
        Self { name: "count-28d", description: "Incidents of the last 28 days in the cell.", days: 28.0 };
    pub const LAST_YEAR: Self =
        Self { name: "count-12mo", description: "Incidents of the last 12 months in the cell.", days: 365.25 };
    pub const LAST_TWO_YEARS: Self =
        Self { name: "count-24mo", description: "Incidents of the last 24 months in the cell.", days: 730.5 };
    pub const ALL: Self =
        Self { name: "count-all", description: "All incidents so far in the cell.", days: f64::INFINITY };
}

impl Forecaster for Count {
    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        Ok(Box::new(*self))
    }

    fn fit(&self, past: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        Ok(Box::new(*self))
    }
}

impl Fitted for Count {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        let window_days = self.days.min(past.days());
        let covered_days = past.covered_days(window_days);
        let scale = if covered_days > 0.0 { task.horizon.days() / covered_days } else { 0.0 };
        Ok(weighted_counts(past, |age| if age <= window_days { scale } else { 0.0 }))
    }

    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let part = if self.days <= 28.0 { Part::RecentIncidents } else { Part::LongMemory };
        Ok(vec![(part, self.risk(past, task)?)])
    }

    fn parameters(&self) -> Map<String, Value> {
        let days = if self.days.is_finite() { Value::from(self.days) } else { Value::Null };
        Map::from_iter([("window_days".to_owned(), days)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{history, task};

    #[test]
    fn counted_by_hand() {
        // Cell 0: 2 and 40 days before the origin; cell 1: 10 days before; the data cover 100 days.
        let history = history(3, &[(0, -2.0), (0, -40.0), (1, -10.0)], 100);
        let past = history.before(crate::forecast::fixture::ORIGIN);
        let risk = |count: Count| {
            let fitted = count.fit(past, &task(), &Progress::new()).unwrap();
            fitted.risk(past, &task()).unwrap()
        };
        assert_eq!(risk(Count::LAST_28_DAYS), [7.0 / 28.0, 7.0 / 28.0, 0.0]);
        let all = risk(Count::ALL);
        assert!((all[0] - 2.0 * 7.0 / 100.0).abs() < 1e-12 && (all[1] - 7.0 / 100.0).abs() < 1e-12);
        assert_eq!(risk(Count::LAST_YEAR), all, "there is no year of data");
    }

    #[test]
    fn nothing_gives_no_forecast() {
        let history = history(3, &[], 100);
        let past = history.before(crate::forecast::fixture::ORIGIN);
        assert_eq!(Count::ALL.fit(past, &task(), &Progress::new()).err(), Some(ForecastError::NoPast));
    }

    #[test]
    fn doubled_incidents_double_the_risk() {
        let once = [(0, -2.0), (1, -10.0), (1, -11.0)];
        let twice: Vec<_> = once.iter().chain(&once).copied().collect();
        let risk = |events: &[(u32, f64)]| {
            let history = history(3, events, 100);
            Count::ALL.risk(history.before(crate::forecast::fixture::ORIGIN), &task()).unwrap()
        };
        assert!(risk(&once).iter().zip(risk(&twice)).all(|(one, two)| 2.0 * one == two));
    }
}
