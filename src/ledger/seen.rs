use sha2::{Digest, Sha256};

use super::header::DataSeen;
use super::words::hex;
use crate::forecast::{Covariate, EventsBefore, Past};

/// The four weeks that a time of the year is judged by.
const SEASON_DAYS: f64 = 28.0;

/// A year that the data cover but for a few days.
const WHOLE_YEAR_DAYS: f64 = 360.0;

/// What a model could see of the data.
pub(super) fn data_seen(past: Past<'_>) -> DataSeen {
    let events = past.events();
    let dated = events.window_days().iter().filter(|days| **days <= 1.01).count();
    let (from, to) = past.covered_dates().unzip();
    DataSeen {
        fingerprint: fingerprint(past),
        incidents: events.len(),
        from,
        to,
        dated_to_the_day: 2 * dated > events.len(),
        same_time_last_year_ratio: same_time_last_year(past),
    }
}

/// SHA-256 over every incident and covariate that the past shows, places to the centimetre.
fn fingerprint(past: Past<'_>) -> String {
    let mut digest = Sha256::new();
    digest.update(past.origin().to_string());
    add_events("target", past.events(), &mut digest);
    for (name, events) in past.others() {
        add_events(name, events, &mut digest);
    }
    for covariate in past.covariates() {
        add_covariate(covariate, &mut digest);
    }
    hex(&digest.finalize().into())
}

fn add_events(name: &str, events: EventsBefore<'_>, digest: &mut Sha256) {
    digest.update(name);
    digest.update((events.len() as u64).to_le_bytes());
    for event in 0..events.len() {
        let at = events.at()[event];
        digest.update(events.end_s()[event].to_le_bytes());
        digest.update(events.window_days()[event].to_le_bytes());
        digest.update(centimetres(at.x));
        digest.update(centimetres(at.y));
        digest.update([events.provenance(event) as u8]);
        digest.update(events.weight()[event].to_le_bytes());
    }
}

fn add_covariate(covariate: &Covariate, digest: &mut Sha256) {
    match covariate {
        Covariate::Values { name, values } => {
            digest.update(name);
            values.iter().for_each(|value| digest.update(value.unwrap_or(f64::NAN).to_le_bytes()));
        }
        Covariate::Places { name, at } => {
            digest.update(name);
            at.iter().for_each(|at| {
                digest.update(centimetres(at.x));
                digest.update(centimetres(at.y));
            });
        }
    }
}

fn centimetres(metres: f64) -> [u8; 8] {
    ((metres * 100.0).round() as i64).to_le_bytes()
}

fn same_time_last_year(past: Past<'_>) -> Option<f64> {
    let year_ago = past.origin_day() - 365.0;
    if past.covered_days(365.0) < WHOLE_YEAR_DAYS {
        return None;
    }
    let days = past.events().middle_day();
    let between = |from: f64, to: f64| days.iter().filter(|day| (from..to).contains(*day)).count() as f64;
    let year = between(year_ago, past.origin_day());
    (year > 0.0).then(|| between(year_ago, year_ago + SEASON_DAYS) / (year * SEASON_DAYS / 365.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history};

    #[test]
    fn the_same_data_have_the_same_fingerprint_and_others_another() {
        let seen = |events: &[(u32, f64)]| data_seen(history(3, events, 400).before(ORIGIN));
        let (one, again) = (seen(&[(0, -1.0), (1, -2.0)]), seen(&[(1, -2.0), (0, -1.0)]));
        assert_eq!(one, again);
        assert_ne!(one.fingerprint, seen(&[(0, -1.0), (2, -2.0)]).fingerprint);
        assert_eq!(
            one.fingerprint,
            seen(&[(0, -1.0), (1, -2.0), (1, 5.0)]).fingerprint,
            "what came later was not seen"
        );
        assert!(one.dated_to_the_day);
    }

    #[test]
    fn a_season_by_hand() {
        // One a day over the year, and in its first 28 days one more.
        let events: Vec<_> = (1..=365)
            .map(|day| (0, 0.5 - f64::from(day)))
            .chain((338..=365).map(|day| (0, 0.5 - f64::from(day))))
            .collect();
        let ratio = data_seen(history(1, &events, 400).before(ORIGIN)).same_time_last_year_ratio.unwrap();
        assert!((ratio - 56.0 / (393.0 * 28.0 / 365.0)).abs() < 1e-12);
        assert_eq!(data_seen(history(1, &events, 200).before(ORIGIN)).same_time_last_year_ratio, None);
    }
}
