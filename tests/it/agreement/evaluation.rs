//! `tests/reference/evaluation.py`, and plain forecasts of Chicago's assaults as the peers' harness scores them.

use std::io::Read;
use std::sync::Arc;

use jiff::civil::{Date, date};
use wherenext::analysis::replica_rng;
use wherenext::evaluation::csep::{information_gain, likelihood_quantile, number_test, spatial_quantile};
use wherenext::evaluation::{Coverage, PoissonSums, mean_interval, ratio_interval, score, tie_break};
use wherenext::forecast::{Cells, Event, Events, History, Horizon};
use wherenext::incident::Provenance;
use wherenext::space::Planar;
use wherenext::time::{CivilZone, TimeWindow};

use super::Case;
use crate::support::shared;

const PYCSEP: &str = "pycsep 0.8.0";

fn case(
    statistic: &str,
    data: &'static str,
    reference: &'static str,
    expected: f64,
    ours: f64,
    tolerance: f64,
) -> Case {
    Case { statistic: statistic.to_owned(), data, reference, expected, ours, tolerance }
}

pub fn cases() -> Vec<Case> {
    let mut cases = sums();
    cases.extend(csep());
    cases.extend(intervals());
    cases.extend(chicago());
    cases
}

fn sums() -> Vec<Case> {
    let sums = PoissonSums::of(&[0.5, 2.0, 0.0, 0.1, 1.4], &[0.0, 3.0, 1.0, 0.0, 1.0]);
    let data = "5 cells, 5 incidents";
    let close = 1e-12;
    vec![
        case("Poisson log-likelihood", data, "scipy 1.17.1", -8.226508569488878, sums.log_likelihood.unwrap(), close),
        case("Poisson deviance", data, "scikit-learn 1.9.1", 1.8922343865060605, sums.mean_deviance().unwrap(), close),
        case("Brier score", data, "scikit-learn 1.9.1", 0.24859994805323807, sums.brier().unwrap(), close),
    ]
}

fn csep() -> Vec<Case> {
    let number = number_test(310.5, 280);
    let rates = [0.5, 2.0, 0.05, 0.1, 1.4, 3.0];
    let other = [1.0, 1.5, 0.4, 0.2, 1.0, 2.2];
    let counts = [0.0, 3.0, 1.0, 0.0, 1.0, 2.0];
    let log_ratios = [1, 1, 1, 2, 4, 5, 5].map(|cell: usize| f64::ln(rates[cell] / other[cell]));
    let gain = information_gain(&log_ratios, rates.iter().sum::<f64>() - other.iter().sum::<f64>()).unwrap();
    let likelihood = likelihood_quantile(&rates, &counts, 20_000, &mut replica_rng(1, 0)).unwrap();
    let spatial = spatial_quantile(&rates, &counts, 20_000, &mut replica_rng(1, 1)).unwrap();
    let data = "6 cells, 7 incidents";
    vec![
        case("N test, δ1", "280 for 310.5", PYCSEP, 0.9624783634085451, number.at_least, 1e-10),
        case("N test, δ2", "280 for 310.5", PYCSEP, 0.04258245303352475, number.at_most, 1e-10),
        case("L test, γ (simulated)", data, PYCSEP, 0.1908775, likelihood, 0.012),
        case("S test, ζ (simulated)", data, PYCSEP, 0.12078, spatial, 0.012),
        case("T test, gain an incident", data, PYCSEP, -0.14423046158508585, gain.per_incident, 1e-12),
        case("T test, t", data, PYCSEP, -0.4236344858545538, gain.t.unwrap(), 1e-12),
        case("T test, low", data, PYCSEP, -0.9773052879575184, gain.interval.low, 1e-9),
    ]
}

fn intervals() -> Vec<Case> {
    let ours = [8.1, 7.4, 9.3, 6.8, 8.8, 10.2, 7.7, 6.1, 9.0, 8.4, 7.9, 8.6];
    let theirs = [7.9, 7.6, 8.1, 6.9, 8.0, 9.1, 7.8, 6.4, 8.2, 8.0, 7.1, 8.3];
    let mean = mean_interval(&ours, 3, 1).unwrap();
    let ratio = ratio_interval(&ours, &theirs, 3, 1).unwrap();
    let (data, arch) = ("12 periods in blocks of 3", "arch 8.0.0");
    vec![
        case("block bootstrap of a mean, low", data, arch, 7.866666666666667, mean.low, 0.034),
        case("block bootstrap of a mean, high", data, arch, 8.533333333333333, mean.high, 0.034),
        case("block bootstrap of a ratio, low", data, arch, 1.0288888888888887, ratio.low, 0.003),
        case("block bootstrap of a ratio, high", data, arch, 1.0743099787685777, ratio.high, 0.003),
    ]
}

/// The first day that is forecast, and of what is left out.
const CUT: Date = date(2019, 1, 1);

/// Each name with mean PAI at 1 % and 5 % and mean PEI at 1 %, of `forecast.py` in the peers' harness without its rounding (it adds up in
/// single precision, which leaves six digits).
const WEEKLY: [(&str, [f64; 3]); 2] =
    [("counts of 2 years", [7.9807153, 4.9433336, 0.2623003]), ("decayed counts", [7.9250665, 5.0549288, 0.2597779])];
const MONTHLY: [(&str, [f64; 3]); 2] =
    [("counts of 2 years", [7.9105854, 4.9435496, 0.4941970]), ("decayed counts", [7.9500880, 5.0695415, 0.4964593])];

fn chicago() -> Vec<Case> {
    let Some(path) = shared("data/incidents/chicago_aggravated_assaults.csv.gz") else { return Vec::new() };
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let incidents: Vec<_> = text.lines().skip(1).filter_map(incident).collect();
    let mut cases = Vec::new();
    for (horizon, a_year, expected) in [(Horizon::Days(7), 52, WEEKLY), (Horizon::Months(1), 12, MONTHLY)] {
        let panel = Panel::new(&incidents, horizon, a_year);
        let scored = [panel.scored(|panel, period| panel.last(period, 2 * a_year)), panel.scored(Panel::decayed)];
        for ((name, expected), ours) in expected.into_iter().zip(scored) {
            for ((measure, expected), ours) in ["PAI at 1 %", "PAI at 5 %", "PEI at 1 %"].iter().zip(expected).zip(ours)
            {
                let data =
                    if a_year == 52 { "Chicago assaults, weeks of 2019" } else { "Chicago assaults, months of 2019" };
                cases.push(case(
                    &format!("{name}, mean {measure}"),
                    data,
                    "numpy 2.4.6 (peers/forecast.py)",
                    expected,
                    ours,
                    2e-6,
                ));
            }
        }
    }
    cases
}

/// Civil second and square of 250 m, in metres about the peers' middle of the city.
#[derive(Clone, Copy)]
struct Incident {
    second: i64,
    column: i64,
    row: i64,
}

fn incident(line: &str) -> Option<Incident> {
    const EARTH_M: f64 = 6_371_008.8;
    const SQUARE_M: f64 = 250.0;
    let mut columns = line.split(',');
    let when: jiff::civil::DateTime = format!("{}:00", columns.next()?).parse().ok()?;
    let longitude: f64 = columns.nth(1)?.parse().ok()?;
    let latitude: f64 = columns.next()?.parse().ok()?;
    let x = EARTH_M * 41.83_f64.to_radians().cos() * (longitude + 87.68).to_radians();
    let y = EARTH_M * (latitude - 41.83).to_radians();
    let second = CivilZone::named("UTC").unwrap().second(when);
    Some(Incident { second, column: (x / SQUARE_M).floor() as i64, row: (y / SQUARE_M).floor() as i64 })
}

/// The peers' periods: whole weeks counted from the cut both ways, or civil months.
struct Panel {
    history: History,
    horizon: Horizon,
    /// Periods before the cut, and a year of them after it.
    before: i32,
    a_year: i32,
    /// [n_periods][n_cells]
    counts: Vec<Vec<f64>>,
}

impl Panel {
    fn new(incidents: &[Incident], horizon: Horizon, a_year: i32) -> Self {
        let zone = CivilZone::named("UTC").unwrap();
        let start_of = |period| zone.day_start(horizon.after(CUT, period));
        let begin = incidents.iter().map(|incident| incident.second).min().unwrap();
        let first_day = zone.day_start(zone.civil(begin).date());
        let before = (1..).take_while(|&back| start_of(-back) >= first_day).count() as i32;
        let (first, cut, end) = (start_of(-before), start_of(0), start_of(a_year));
        let within: Vec<_> = incidents.iter().filter(|found| (first..end).contains(&found.second)).collect();
        let mut used: Vec<_> = within.iter().filter(|it| it.second < cut).map(|it| (it.row, it.column)).collect();
        used.sort_unstable();
        used.dedup();
        let centre =
            |&(row, column): &(i64, i64)| Planar { x: 250.0 * column as f64 + 125.0, y: 250.0 * row as f64 + 125.0 };
        let cells = Cells::new(used.iter().map(centre).collect(), vec![0.0625; used.len()], 0.0625 * used.len() as f64);
        let event = |it: &&Incident| Event {
            when: TimeWindow::new(it.second, it.second + 60).unwrap(),
            at: centre(&(it.row, it.column)),
            cell: used.binary_search(&(it.row, it.column)).ok().map(|cell| cell as u32),
            provenance: Provenance::PublicReport,
            weight: 1.0,
        };
        let events = Events::new(within.iter().map(event).collect(), &zone);
        let covered = vec![TimeWindow::new(first, end).unwrap()];
        let history = History::new(Arc::new(cells), zone, events, covered);
        let counts = (-before..a_year)
            .map(|period| history.counts_in(horizon.window(horizon.after(CUT, period), history.zone())).counts);
        Self { horizon, before, a_year, counts: counts.collect(), history }
    }

    fn last(&self, period: usize, length: i32) -> Vec<f64> {
        let mut sum = vec![0.0; self.history.cells().len()];
        for counts in &self.counts[period - length as usize..period] {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sum
    }

    /// Half-life two years.
    fn decayed(&self, period: usize) -> Vec<f64> {
        let keep = 0.5_f64.powf(1.0 / f64::from(2 * self.a_year));
        let mut level = vec![0.0; self.history.cells().len()];
        for counts in &self.counts[..period] {
            level.iter_mut().zip(counts).for_each(|(level, count)| *level = *level * keep + count);
        }
        level
    }

    /// Mean PAI at 1 % and 5 %, mean PEI at 1 %.
    fn scored(&self, risk: impl Fn(&Self, usize) -> Vec<f64>) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for step in 0..self.a_year {
            let origin = self.horizon.after(CUT, step);
            let risk = risk(self, (self.before + step) as usize);
            let ties = tie_break(self.history.before(origin));
            let truth = self.history.counts_in(self.horizon.window(origin, self.history.zone()));
            let at = |fraction| score(self.history.cells(), &risk, &ties, &truth, Coverage::Fraction(fraction));
            let (one, five) = (at(0.01), at(0.05));
            let found = [one.pai().unwrap(), five.pai().unwrap(), one.pei().unwrap()];
            sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
        }
        sums.map(|sum| sum / f64::from(self.a_year))
    }
}
