use std::path::Path;

use wherenext::analysis::Progress;
use wherenext::forecast::{Reach, SelfExcitingFit, fit_self_exciting};
use wherenext::space::{Metres, Planar};

use crate::inputs::{planar, times};
use crate::measure::measure;

/// As the peer's task: a year in a box of 60 km × 70 km, constant background, up to 500 m and 28 days. surveillance's `twinstim` is held
/// against it with a Gaussian and an exponential (`tests/reference/self_exciting.R peer`).
const DAYS: f64 = 366.0;
const AREA_M2: f64 = 60e3 * 70e3;
const REACH: Reach = Reach { days: 28.0, space: Metres(500.0) };

pub fn run(data: &Path) {
    for size in ["5k", "20k"] {
        let (at, day) = events(&data.join(format!("events_{size}.csv")));
        let fit =
            || fit_self_exciting(&at, &day, DAYS, AREA_M2, REACH, &Progress::new()).expect("nobody cancels a bench");
        measure("SEPP", "self-exciting process, gaussian and exponential", size, &in_words(&fit(), at.len()), fit);
    }
}

/// The likelihood per km² and day, as the peer's.
fn in_words(fit: &SelfExcitingFit, n: usize) -> String {
    let log_likelihood = fit.log_likelihood + n as f64 * 1e6_f64.ln();
    format!(
        "background {:.3}; branching {:.5}; rate_per_day {:.6}; sd_m {:.3}; loglik {log_likelihood:.4}; converged {}",
        fit.background, fit.branching, fit.rate_per_day, fit.sd_m, fit.converged
    )
}

/// In metres and days since the first midnight, by time.
fn events(file: &Path) -> (Vec<Planar>, Vec<f64>) {
    let seconds = times(file);
    let first = seconds.iter().min().map_or(0, |second| second.div_euclid(86_400) * 86_400);
    let mut events: Vec<_> =
        planar(file).into_iter().zip(seconds).map(|(at, second)| (at, (second - first) as f64 / 86_400.0)).collect();
    events.sort_by(|a, b| a.1.total_cmp(&b.1));
    events.into_iter().unzip()
}
