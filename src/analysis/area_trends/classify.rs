use super::parameters::{AreaTrendsParameters, CheckedAreaTrends, TrendTest};
use super::trends::{AreaTrend, Growth};
use crate::analysis::benjamini_hochberg;

/// What a test says of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Grows by more than chance explains.
    Up,
    /// Neither can be said.
    Level,
    Down,
    /// Not tested: too few incidents to say anything, or nothing to compare with.
    TooFew,
}

impl Direction {
    pub const ALL: [Self; 4] = [Self::Up, Self::Level, Self::Down, Self::TooFew];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Level => "none",
            Self::Down => "down",
            Self::TooFew => "too-few",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Up => "Significantly upward",
            Self::Level => "No significant change",
            Self::Down => "Significantly downward",
            Self::TooFew => "Too few incidents to test",
        }
    }
}

impl AreaTrend {
    /// With the p of the chosen test, and no verdict yet.
    pub(super) fn untested(area: usize, growth: Growth, parameters: &AreaTrendsParameters) -> Self {
        let seen = match parameters.test {
            TrendTest::Trend | TrendTest::MannKendall => growth.series.iter().map(|&count| count as usize).sum(),
            TrendTest::Change | TrendTest::RelativeChange => growth.compared + growth.before,
        };
        let p = verdict(&growth, parameters.test).map(|verdict| verdict.p).filter(|_| seen >= parameters.min_incidents);
        Self { area, rank: None, direction: Direction::TooFew, p, growth }
    }
}

/// Gives every area its direction and rank and sorts them; returns the threshold of p.
///
/// Ranks follow what is sure: of two areas that go up, the one whose interval begins higher is first, so that a large jump of a few
/// incidents does not lead the table.
pub(super) fn classify(areas: &mut [AreaTrend], parameters: &CheckedAreaTrends) -> Option<f64> {
    let parameters = parameters.get();
    let tested: Vec<f64> = areas.iter().filter_map(|area| area.p).collect();
    let threshold = benjamini_hochberg(&tested, parameters.false_discovery_rate);
    let key = |area: &AreaTrend| match (area.p, verdict(&area.growth, parameters.test)) {
        (Some(p), Some(it)) if threshold.is_some_and(|threshold| p <= threshold) => {
            if it.upward {
                (Direction::Up, it.low)
            } else {
                (Direction::Down, it.high)
            }
        }
        (Some(_), Some(it)) => (Direction::Level, it.middle),
        _ => (Direction::TooFew, area.growth.count as f64),
    };
    let mut keyed: Vec<(Direction, f64, AreaTrend)> = areas
        .iter()
        .map(|area| {
            let (direction, strength) = key(area);
            (direction, strength, area.clone())
        })
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.area.cmp(&b.2.area)));
    for (at, (slot, (direction, _, area))) in areas.iter_mut().zip(keyed).enumerate() {
        let rank = (direction != Direction::TooFew).then_some(at + 1);
        *slot = AreaTrend { rank, direction, ..area };
    }
    threshold
}

/// What one test says, on a scale where more is more growth.
struct Verdict {
    p: f64,
    upward: bool,
    low: f64,
    middle: f64,
    high: f64,
}

fn verdict(growth: &Growth, test: TrendTest) -> Option<Verdict> {
    match test {
        TrendTest::Trend => growth.trend.map(|it| Verdict {
            p: it.p,
            upward: it.ratio_per_unit > 1.0,
            low: it.low,
            middle: it.ratio_per_unit,
            high: it.high,
        }),
        TrendTest::MannKendall => {
            growth.mann_kendall.map(|it| Verdict { p: it.p, upward: it.z > 0.0, low: it.z, middle: it.z, high: it.z })
        }
        TrendTest::Change | TrendTest::RelativeChange => {
            let ratio = if test == TrendTest::Change { growth.change } else { growth.relative_change };
            ratio.map(|it| {
                // Without any incident before there is no ratio, and any at all is more.
                let middle = it.ratio.unwrap_or(f64::INFINITY);
                Verdict { p: it.p, upward: middle > 1.0, low: it.low, middle, high: it.high.unwrap_or(f64::INFINITY) }
            })
        }
    }
}
