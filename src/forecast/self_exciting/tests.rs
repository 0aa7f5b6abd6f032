use rand::RngExt;
use rand_distr::{Distribution, Exp};

use super::background::fit;
use super::by_cells::ByCells;
use super::fit::fit_self_exciting;
use super::forecaster::SelfExciting;
use super::in_space::InSpace;
use super::pairs::Reach;
use super::setting::Process;
use crate::analysis::{Progress, replica_rng};
use crate::forecast::fixture::{ORIGIN, history, task};
use crate::forecast::forecaster::Forecaster;
use crate::forecast::part::Part;
use crate::space::{Metres, Planar};

/// 300 days of a simulated process in 5 km × 5 km: background 360, branching 0.5, rate 0.2 a day, standard deviation 80 m.
fn simulated() -> (Vec<Planar>, Vec<f64>) {
    let rows = include_str!("../../../tests/fixtures/self_exciting.csv").lines().skip(1);
    let numbers = |row: &str| row.split(',').map(|value| value.parse().unwrap()).collect::<Vec<f64>>();
    rows.map(numbers).map(|row| (Planar { x: row[0], y: row[1] }, row[2])).unzip()
}

/// surveillance 1.20.3 `twinstim`, `tests/reference/self_exciting.R fit`; its lengths are in km.
#[test]
fn agrees_with_twinstim() {
    let (at, day) = simulated();
    let reach = Reach { days: 28.0, space: Metres(500.0) };
    let fit = fit_self_exciting(&at, &day, 300.0, 2.5e7, reach, &Progress::new()).unwrap();
    let n = at.len() as f64;
    assert!(fit.converged, "{fit:?}");
    // Its optimizer stops where the likelihood no longer rises in the tenth digit: a thousandth in the parameters.
    assert!((fit.background / 317.538 - 1.0).abs() < 1e-3, "{fit:?}");
    assert!((fit.branching / 0.583_66 - 1.0).abs() < 1e-3, "{fit:?}");
    assert!((fit.rate_per_day / 0.174_827 - 1.0).abs() < 1e-3, "{fit:?}");
    assert!((fit.sd_m / 86.842 - 1.0).abs() < 1e-3, "{fit:?}");
    let log_likelihood = fit.log_likelihood + n * 1e6_f64.ln();
    assert!((log_likelihood + 1803.0808).abs() < 0.01, "{log_likelihood}");
}

/// 600 incidents at any time in six cells far apart, and in the same cell a follower of half of them, two days later on average.
fn with_followers() -> Vec<(u32, f64)> {
    let (mut rng, wait) = (replica_rng(5, 0), Exp::new(0.5).unwrap());
    let mut events = Vec::new();
    for i in 0..600_u32 {
        let (cell, day) = (4 * (i % 6) + 1, -800.0 * rng.random::<f64>());
        let follower = (cell, day + wait.sample(&mut rng));
        events.extend([(cell, day), follower].into_iter().take(1 + usize::from(rng.random::<f64>() < 0.5)));
    }
    events.retain(|(_, day)| *day < 0.0);
    events
}

fn followers_are_found<P: Process>() {
    let history = history(24, &with_followers(), 800);
    let past = history.before(ORIGIN);
    let found = fit::<P>(past, P::USUAL_SCALE, &Progress::new()).unwrap();
    let branching = found.excitation.branching;
    assert!(branching > 0.2 && branching < 0.6, "{}: {found:?}", P::NAME);
    let n = past.events().len() as f64;
    assert!((found.background / n - 2.0 / 3.0).abs() < 0.15, "{}: {found:?}", P::NAME);
}

#[test]
fn followers_are_told_from_the_background() {
    followers_are_found::<InSpace>();
    followers_are_found::<ByCells>();
}

#[test]
fn an_incident_of_yesterday_is_a_near_repeat_of_its_cell() {
    let mut events = with_followers();
    events.retain(|(_, day)| *day < -10.0);
    events.push((5, -0.5));
    let history = history(24, &events, 800);
    let past = history.before(ORIGIN);
    let fit = |forecaster: &dyn Forecaster| forecaster.fit(past, &task(), &Progress::new()).unwrap();
    for fitted in [fit(&SelfExciting::<InSpace>::UNCHOSEN), fit(&SelfExciting::<ByCells>::UNCHOSEN)] {
        let parts = fitted.parts(past, &task()).unwrap();
        let near = &parts.iter().find(|(part, _)| *part == Part::NearRepeats).unwrap().1;
        let most = (0..24).max_by(|a, b| near[*a].total_cmp(&near[*b])).unwrap();
        assert_eq!(most, 5);
        assert!(near[5] > 0.02 && near[5] > 5.0 * near[17], "{near:?}");
    }
}
