use jiff::ToSpan;
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::ranking::RepeatLocations;
use crate::analysis::intervals::{Confidence, RateRatio, rate_ratio};
use crate::analysis::significance::benjamini_hochberg;
use crate::index::Index;
use crate::time::{CivilZone, TimeWindow};

/// Of the locations called growing or fading, on average at most this part is neither.
const FALSE_DISCOVERY_RATE: f64 = 0.05;
const DAY_S: f64 = 86_400.0;
const MOST_MONTHS: u32 = 60;

/// Where a location is going: a recent window against the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Growing,
    Fading,
    /// No more of a change than chance makes.
    Steady,
    /// Nothing in either window.
    Quiet,
}

impl Trend {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Growing => "growing",
            Self::Fading => "fading",
            Self::Steady => "steady",
            Self::Quiet => "quiet",
        }
    }
}

/// Two windows of whole civil months, one after the other, the second ending where the data or the filter end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrowthWindows {
    pub before: TimeWindow,
    pub recent: TimeWindow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("growth is over {0} months; it must be 1 to {MOST_MONTHS}")]
pub struct GrowthMonthsError(pub u32);

/// One location's incidents in both windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocationGrowth {
    pub recent: usize,
    pub before: usize,
    /// Incidents a day in the recent window over those before, with the exact 95 % interval; `None` without any.
    pub ratio: Option<RateRatio>,
    pub trend: Trend,
}

/// The growth of every location of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    pub windows: GrowthWindows,
    /// By rank.
    pub locations: Vec<LocationGrowth>,
    /// Locations with incidents enough that a change could have been seen.
    pub tested: usize,
}

impl GrowthWindows {
    /// Two windows of `months` civil months each at the end of `observed`; `None` where it is shorter than both.
    pub fn ending(observed: TimeWindow, months: u32, zone: &CivilZone) -> Result<Option<Self>, GrowthMonthsError> {
        if !(1..=MOST_MONTHS).contains(&months) {
            return Err(GrowthMonthsError(months));
        }
        let end = zone.civil(observed.end()).date();
        let back = |windows: i64| {
            let date = end.checked_sub((windows * i64::from(months)).months()).ok()?;
            Some(zone.day_start(date)).filter(|&second| second >= observed.start())
        };
        let windows = || {
            let (start, middle) = (back(2)?, back(1)?);
            let window = |from, to| TimeWindow::new(from, to).ok();
            Some(Self { before: window(start, middle)?, recent: window(middle, observed.end())? })
        };
        Ok(windows())
    }
}

/// How much each location grew or faded between two windows.
///
/// Ratio = (recent / days of the recent window) / (before / days of the window before), tested exactly: given both, the recent count is
/// binomial (see [`rate_ratio`]). A location is growing or fading when its p is within the bound of Benjamini and Hochberg at a false
/// discovery rate of 5 %, over the locations whose counts could have reached p ≤ 5 % at all (six incidents for equal windows): a
/// location with two has nothing to show, and should not make the others harder to see.
///
/// The middle of an incident's window decides where it belongs. Cost: a pass over the rows of the ranking.
///
/// Source: Tarone R E (1990), A modified Bonferroni method for discrete data, doi:10.2307/2531456; with the false discovery rate, Gilbert
/// P B (2005), doi:10.1111/j.1467-9876.2005.00475.x, in its simpler form with one fixed threshold.
pub fn growth(index: &Index, ranking: &RepeatLocations, windows: GrowthWindows) -> Growth {
    let incidents = index.incidents();
    let days = |window: TimeWindow| window.seconds() as f64 / DAY_S;
    let mut known: FxHashMap<(usize, usize), Option<RateRatio>> = FxHashMap::default();
    let mut locations: Vec<LocationGrowth> = (0..ranking.len())
        .map(|rank| {
            let inside = |window: TimeWindow| {
                ranking.rows(rank).iter().filter(|&&row| window.contains(incidents.midpoint(row as usize))).count()
            };
            let (recent, before) = (inside(windows.recent), inside(windows.before));
            let reckon = || rate_ratio(recent, days(windows.recent), before, days(windows.before), Confidence::P95);
            let ratio = *known.entry((recent, before)).or_insert_with(reckon);
            LocationGrowth { recent, before, ratio, trend: Trend::Quiet }
        })
        .collect();
    let share = days(windows.recent) / (days(windows.recent) + days(windows.before));
    let testable = |it: &LocationGrowth| least_p(it.recent + it.before, share) <= FALSE_DISCOVERY_RATE;
    let p_values: Vec<f64> = locations.iter().filter(|it| testable(it)).filter_map(|it| Some(it.ratio?.p)).collect();
    let bound = benjamini_hochberg(&p_values, FALSE_DISCOVERY_RATE);
    for it in &mut locations {
        it.trend = trend(it, bound, days(windows.recent) / days(windows.before));
    }
    Growth { windows, tested: p_values.len(), locations }
}

/// The smallest two-sided p that `incidents` can have when this share of them is expected in the recent window.
fn least_p(incidents: usize, share: f64) -> f64 {
    2.0 * share.min(1.0 - share).powf(incidents as f64)
}

fn trend(it: &LocationGrowth, bound: Option<f64>, longer: f64) -> Trend {
    let Some(ratio) = it.ratio else { return Trend::Quiet };
    match bound {
        Some(bound) if ratio.p <= bound && it.recent as f64 > it.before as f64 * longer => Trend::Growing,
        Some(bound) if ratio.p <= bound => Trend::Fading,
        _ => Trend::Steady,
    }
}

impl Growth {
    /// How many locations have a trend.
    pub fn with(&self, trend: Trend) -> usize {
        self.locations.iter().filter(|it| it.trend == trend).count()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::analysis::repeat_locations::{By, repeat_locations};
    use crate::index::Selection;
    use crate::index::fixture::{incident, index, place};

    const DAY: i64 = 24 * 60;

    /// From Monday 2024-01-01, `before` incidents in January (31 days) and `recent` in February (29) at each of several places.
    fn grown(counts: &[(usize, usize)]) -> Growth {
        let mut rows = Vec::new();
        for (at, &(before, recent)) in counts.iter().enumerate() {
            let here = Some(place(0.3 + 0.01 * at as f64, 51.7));
            for minute in 0..before as i64 {
                rows.push(incident(rows.len() as u32, here, 10 * DAY + minute));
            }
            for minute in 0..recent as i64 {
                rows.push(incident(rows.len() as u32, here, 40 * DAY + minute));
            }
        }
        let index = index(&rows);
        let ranking = repeat_locations(&index, &Selection::all(rows.len()), By::Point);
        let zone = index.incidents().zone();
        let observed = TimeWindow::new(zone.day_start(date(2024, 1, 1)), zone.day_start(date(2024, 3, 1))).unwrap();
        let windows = GrowthWindows::ending(observed, 1, zone).unwrap().unwrap();
        assert_eq!(windows.recent.seconds(), 29 * 86_400);
        growth(&index, &ranking, windows)
    }

    #[test]
    fn by_hand() {
        // Ranked by count: 2 then 22, 20 then 1, 5 then 4, 1 then 0.
        let found = grown(&[(2, 22), (20, 1), (5, 4), (1, 0)]);
        let trends: Vec<Trend> = found.locations.iter().map(|it| it.trend).collect();
        assert_eq!(trends, [Trend::Growing, Trend::Fading, Trend::Steady, Trend::Steady]);
        assert_eq!((found.tested, found.with(Trend::Growing), found.with(Trend::Fading)), (3, 1, 1));
        let ratio = found.locations[0].ratio.unwrap();
        assert!((ratio.ratio.unwrap() - 11.0 * 31.0 / 29.0).abs() < 1e-12);
    }

    /// scipy 1.17.1: `2 * min(binom.sf(21, 24, 29 / 60), binom.cdf(22, 24, 29 / 60))`.
    #[test]
    fn the_test_is_exact() {
        assert!((grown(&[(2, 22)]).locations[0].ratio.unwrap().p - 1.8072775256792677e-05).abs() < 1e-12);
    }

    #[test]
    fn alike_is_steady_and_nothing_is_quiet() {
        let found = grown(&[(8, 8), (8, 8), (9, 7)]);
        assert_eq!(found.with(Trend::Steady), 3);
        let nothing = grown(&[]);
        assert_eq!((nothing.tested, nothing.locations.len()), (0, 0));
    }

    #[test]
    fn a_short_history_has_no_growth() {
        let zone = CivilZone::named("Europe/London").unwrap();
        let month = zone.month(2024, 1).unwrap();
        assert_eq!(GrowthWindows::ending(month, 1, &zone), Ok(None));
        assert_eq!(GrowthWindows::ending(month, 0, &zone), Err(GrowthMonthsError(0)));
    }
}
