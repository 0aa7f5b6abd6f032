use jiff::civil::Date;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

use super::calibration::{MONTHS, calendar_month};
use super::error::SyntheticError;
use super::published::YEARS;
use super::rhythm::{CivilHour, Rhythm};
use crate::time::{CivilZone, TimeWindow};

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3600;

/// The months of the county's history, with how likely each of their hours is under each rhythm.
#[derive(Debug)]
pub(super) struct Calendar {
    months: Vec<Month>,
    /// First second after the history.
    end: i64,
}

#[derive(Debug)]
struct Month {
    /// First second of its first hour.
    start: i64,
    /// By [`Rhythm`]: a choice among its hours. Clock changes need no care: hours are counted in UTC.
    hours: Vec<WeightedAliasIndex<f64>>,
}

impl Calendar {
    pub fn new(zone: &CivilZone) -> Result<Self, SyntheticError> {
        let months = (0..MONTHS).map(|month| Month::new(month, zone)).collect::<Result<_, _>>()?;
        Ok(Self { months, end: window_of(MONTHS - 1, zone)?.end() })
    }

    /// A minute (its first second) of a month of the history.
    pub fn minute(&self, month: usize, rhythm: Rhythm, rng: &mut ChaCha8Rng) -> i64 {
        let month = &self.months[month];
        let hour = month.hours[rhythm as usize].sample(rng) as i64;
        month.start + hour * HOUR_S + rng.random_range(0..HOUR_S / MINUTE_S) * MINUTE_S
    }

    /// The part of a window that lies in the history, if any.
    pub fn clip(&self, window: TimeWindow) -> Option<TimeWindow> {
        let start = self.months.first()?.start;
        TimeWindow::new(window.start().max(start), window.end().min(self.end)).ok()
    }

    /// The month of the history that `second` lies in, if any.
    pub fn month_of(&self, second: i64) -> Option<usize> {
        let after = self.months.partition_point(|month| month.start <= second);
        (second < self.end).then(|| after.checked_sub(1)).flatten()
    }
}

/// The civil year and month (1 is January) of a month of the history.
pub(super) fn year_and_month(month: usize) -> (i16, i8) {
    let year = YEARS[month / 12].ending - i16::from(month % 12 < 9);
    (year, calendar_month(month) as i8 + 1)
}

fn window_of(month: usize, zone: &CivilZone) -> Result<TimeWindow, SyntheticError> {
    let (year, number) = year_and_month(month);
    zone.month(year, number).ok_or(SyntheticError::Empty("months"))
}

impl Month {
    fn new(month: usize, zone: &CivilZone) -> Result<Self, SyntheticError> {
        let window = window_of(month, zone)?;
        let hours: Vec<CivilHour> =
            (window.start()..window.end()).step_by(HOUR_S as usize).map(|second| civil_hour(second, zone)).collect();
        let choice = |rhythm: Rhythm| {
            let weights = hours.iter().map(|&hour| rhythm.weight(hour)).collect();
            WeightedAliasIndex::new(weights).map_err(|_| SyntheticError::Empty("hours"))
        };
        Ok(Self { start: window.start(), hours: Rhythm::ALL.into_iter().map(choice).collect::<Result<_, _>>()? })
    }
}

fn civil_hour(second: i64, zone: &CivilZone) -> CivilHour {
    let civil = zone.civil(second);
    let date: Date = civil.date();
    CivilHour { date, weekday: date.weekday().to_monday_zero_offset() as usize, hour: civil.hour() as usize }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn minutes_stay_in_their_month() {
        let london = CivilZone::named("Europe/London").unwrap();
        let calendar = Calendar::new(&london).unwrap();
        assert_eq!((year_and_month(0), year_and_month(71)), ((2015, 4), (2021, 3)));
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (month, rhythm) in (0..MONTHS).zip(Rhythm::ALL.into_iter().cycle()) {
            let (year, number) = year_and_month(month);
            let window = london.month(year, number).unwrap();
            let second = calendar.minute(month, rhythm, &mut rng);
            assert!(window.contains(second) && second % 60 == 0);
            assert_eq!(calendar.month_of(second), Some(month));
            assert_eq!(calendar.month_of(window.end()), Some(month + 1).filter(|&next| next < MONTHS));
        }
        assert_eq!(calendar.month_of(0), None);
        let end = london.month(2021, 3).unwrap().end();
        let clipped = calendar.clip(TimeWindow::new(end - 60, end + 60).unwrap());
        assert_eq!(clipped, TimeWindow::new(end - 60, end).ok());
        assert_eq!(calendar.clip(TimeWindow::new(end, end + 60).unwrap()), None);
    }
}
