use super::choice::BandwidthRule;
use super::likelihood::{LikelihoodBandwidth, likelihood_bandwidth};
use super::rules::Spread;
use crate::analysis::finding::{Finding, incidents};
use crate::analysis::kernel_density::points::Points;
use crate::analysis::{Cancelled, Progress};
use crate::space::Metres;

/// Likelihood cross-validation tries bandwidths from this part of Scott's ...
const LEAST_OF_SCOTT: f64 = 1.0 / 128.0;
/// ... to this multiple of it.
const MOST_OF_SCOTT: f64 = 2.0;
/// Narrower than this nothing is tried.
const LEAST_M: f64 = 1.0;

/// The bandwidths that the rules find for the same incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct Bandwidths {
    pub incidents: usize,
    /// One a rule, in the order of [`BandwidthRule::ALL`]; a rule that finds none is absent.
    pub candidates: Vec<Candidate>,
    pub likelihood: Option<LikelihoodBandwidth>,
}

/// A Gaussian bandwidth, and the rule that found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub rule: BandwidthRule,
    pub bandwidth: Metres,
}

/// What every rule finds. Cost: that of [`likelihood_bandwidth`].
pub fn bandwidths(points: &Points<'_>, progress: &Progress) -> Result<Bandwidths, Cancelled> {
    let incidents = points.located().count();
    let Some(spread) = Spread::of(points) else {
        return Ok(Bandwidths { incidents, candidates: Vec::new(), likelihood: None });
    };
    let likelihood = likelihood(points, &spread, progress)?;
    let found = |rule| {
        let bandwidth = match rule {
            BandwidthRule::Likelihood => likelihood.as_ref()?.bandwidth,
            by_spread => of_spread(by_spread, &spread)?,
        };
        Some(Candidate { rule, bandwidth })
    };
    let candidates = BandwidthRule::ALL.into_iter().filter_map(found).collect();
    Ok(Bandwidths { incidents, candidates, likelihood })
}

impl BandwidthRule {
    /// The Gaussian bandwidth that this rule finds; `None` where the points do not spread along both axes.
    pub fn bandwidth(self, points: &Points<'_>, progress: &Progress) -> Result<Option<Metres>, Cancelled> {
        let Some(spread) = Spread::of(points) else { return Ok(None) };
        match self {
            Self::Likelihood => Ok(likelihood(points, &spread, progress)?.map(|found| found.bandwidth)),
            by_spread => Ok(of_spread(by_spread, &spread)),
        }
    }
}

fn of_spread(rule: BandwidthRule, spread: &Spread) -> Option<Metres> {
    match rule {
        BandwidthRule::Scott => Some(spread.scott()),
        BandwidthRule::Silverman => Some(spread.silverman()),
        BandwidthRule::Oversmoothing => Some(spread.oversmoothing()),
        BandwidthRule::Likelihood => None,
    }
}

fn likelihood(
    points: &Points<'_>,
    spread: &Spread,
    progress: &Progress,
) -> Result<Option<LikelihoodBandwidth>, Cancelled> {
    let scott = spread.scott().0;
    let range = Metres((scott * LEAST_OF_SCOTT).max(LEAST_M))..Metres((scott * MOST_OF_SCOTT).max(2.0 * LEAST_M));
    likelihood_bandwidth(points, range, progress)
}

impl Bandwidths {
    /// What the candidates say together, in words.
    pub fn reading(&self) -> Finding {
        let of = |rule| self.candidates.iter().find(|it| it.rule == rule).map(|it| it.bandwidth.0);
        let statement = match (of(BandwidthRule::Likelihood), of(BandwidthRule::Silverman)) {
            (Some(likelihood), Some(thumb)) if thumb > 2.0 * likelihood => format!(
                "The {} predict each other best at a bandwidth of {}; rules of thumb ask for {}, {:.0} times as wide, because these \
                 incidents gather in many places and not round one.",
                incidents(self.incidents),
                in_words(likelihood),
                in_words(thumb),
                thumb / likelihood
            ),
            (Some(likelihood), Some(thumb)) => format!(
                "The {} predict each other best at a bandwidth of {}, and a rule of thumb agrees with {}.",
                incidents(self.incidents),
                in_words(likelihood),
                in_words(thumb)
            ),
            _ => {
                format!("No bandwidth can be found for {}: they must lie at several places.", incidents(self.incidents))
            }
        };
        let caveat = if self.likelihood.as_ref().is_some_and(|found| !found.is_inner) {
            "The best bandwidth lies at the end of those that were tried, so a better one may lie beyond; look at several."
        } else {
            "No bandwidth is the true one: a narrow one shows streets and noise, a wide one towns; say which was used."
        };
        Finding { statement, caveat: caveat.to_owned() }
    }
}

/// "85 m", "2.2 km".
fn in_words(metres: f64) -> String {
    if metres < 1000.0 { format!("{metres:.0} m") } else { format!("{:.1} km", metres / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::uniform;
    use crate::space::Planar;

    fn found(places: &[(f32, f32)]) -> Bandwidths {
        let (x, y): (Vec<f32>, Vec<f32>) = places.iter().copied().unzip();
        let points = Points { origin: Planar { x: 0.0, y: 0.0 }, x: &x, y: &y, selection: None };
        bandwidths(&points, &Progress::new()).unwrap()
    }

    #[test]
    fn towns_want_a_narrower_bandwidth_than_rules_of_thumb() {
        let mut random = uniform(3);
        let mut near = |centre: f32| centre + 60.0 * (random() + random() + random() - 1.5) as f32;
        let places: Vec<(f32, f32)> =
            (0..600).map(|k| (near((k % 5) as f32 * 8000.0), near((k % 3) as f32 * 9000.0))).collect();
        let found = found(&places);
        assert_eq!(found.candidates.len(), BandwidthRule::ALL.len());
        let reading = found.reading();
        assert!(
            reading.statement.contains("600 incidents") && reading.statement.contains("times as wide"),
            "{reading:?}"
        );
    }

    #[test]
    fn no_spread_no_candidates() {
        let found = found(&[(1.0, 1.0), (1.0, 1.0)]);
        assert!(found.candidates.is_empty() && found.likelihood.is_none());
        assert!(found.reading().statement.starts_with("No bandwidth"));
    }

    #[test]
    fn lengths_in_words() {
        assert_eq!(in_words(85.4), "85 m");
        assert_eq!(in_words(2240.0), "2.2 km");
    }
}
