use geo::BoundingRect;

use super::choice::{BandwidthChoice, BandwidthRule};
use crate::analysis::kernel_density::parameters::Kernel;
use crate::analysis::kernel_density::points::Points;
use crate::analysis::{Cancelled, Progress};
use crate::space::{Metres, StudyArea};

/// A rule chooses no bandwidth that needs a lattice of more nodes: 64 MB of values.
const MOST_NODES: f64 = (1 << 24) as f64;

/// The bandwidth that is used, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResolvedBandwidth {
    pub bandwidth: Metres,
    /// What the rule found for this kernel, if one was asked: narrower than `bandwidth` where the study area is too large for
    /// it; nothing where the incidents do not spread.
    pub by_rule: Option<(BandwidthRule, Option<Metres>)>,
}

impl BandwidthChoice {
    /// The bandwidth for a kernel over the points of a study area; where a rule finds none, `otherwise`.
    ///
    /// Rules find the standard deviation of a Gaussian; a quartic kernel gets the radius with the same spread.
    pub fn resolve(
        self,
        kernel: Kernel,
        points: &Points<'_>,
        study_area: &StudyArea,
        otherwise: Metres,
        progress: &Progress,
    ) -> Result<ResolvedBandwidth, Cancelled> {
        let rule = match self {
            Self::Given(bandwidth) => return Ok(ResolvedBandwidth { bandwidth, by_rule: None }),
            Self::ByRule(rule) => rule,
        };
        let found = rule.bandwidth(points, progress)?.map(|gaussian| kernel.as_wide_as(gaussian));
        let bandwidth = found.map_or(otherwise, |found| Metres(found.0.max(finest(kernel, study_area))));
        Ok(ResolvedBandwidth { bandwidth, by_rule: Some((rule, found)) })
    }
}

/// The narrowest bandwidth, metres, whose lattice over the study area has no more than [`MOST_NODES`].
fn finest(kernel: Kernel, study_area: &StudyArea) -> f64 {
    let bounds = study_area.planar_shape().bounding_rect().expect("a study area encloses something");
    let spacing = (bounds.width() * bounds.height() / MOST_NODES).sqrt();
    spacing / kernel.spacing(Metres(1.0)).0
}

impl ResolvedBandwidth {
    /// "300 m", "141 m (likelihood cross-validation)".
    pub fn in_words(&self) -> String {
        let used = metres(self.bandwidth);
        match self.by_rule {
            None => used,
            Some((rule, None)) => format!("{used} ({} finds none)", rule.label().to_lowercase()),
            Some((rule, Some(found))) if found.0 < self.bandwidth.0 => format!(
                "{used} ({} finds {}, finer than a map of this study area can be)",
                rule.label().to_lowercase(),
                metres(found)
            ),
            Some((rule, Some(_))) => format!("{used} ({})", rule.label().to_lowercase()),
        }
    }
}

/// Whole metres, unless somebody asked for less.
fn metres(of: Metres) -> String {
    format!("{} m", (of.0 * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{incident, index, place};

    #[test]
    fn by_rule_by_number_and_by_default() {
        let rows: Vec<_> = (0..40)
            .map(|id| incident(id, Some(place(0.4 + 0.02 * f64::from(id % 7), 51.7 + 0.01 * f64::from(id % 5))), 0))
            .collect();
        let index = index(&rows);
        let resolve = |text: &str, points: &Points<'_>, kernel| {
            let choice: BandwidthChoice = text.parse().unwrap();
            choice.resolve(kernel, points, index.study_area(), Metres(300.0), &Progress::new()).unwrap()
        };
        let points = Points::of(&index, index.in_study_area());
        assert_eq!(resolve("250", &points, Kernel::Gaussian).in_words(), "250 m");
        let scott = resolve("scott", &points, Kernel::Gaussian);
        assert!(scott.in_words().ends_with(" m (scott's rule of thumb)"), "{}", scott.in_words());
        let quartic = resolve("scott", &points, Kernel::Quartic);
        assert!((quartic.bandwidth.0 / scott.bandwidth.0 - 8.0_f64.sqrt()).abs() < 1e-9);
        let nobody = Points { origin: points.origin, x: &[], y: &[], selection: None };
        assert_eq!(resolve("likelihood", &nobody, Kernel::Gaussian).bandwidth, Metres(300.0));
        assert!(resolve("scott", &nobody, Kernel::Gaussian).in_words().contains("finds none"));
    }

    #[test]
    fn never_finer_than_can_be_drawn() {
        // Two incidents at one place but for a metre: the best bandwidth is one.
        let rows = [incident(1, Some(place(0.5, 51.75)), 0), incident(2, Some(place(0.500_02, 51.750_01)), 0)];
        let index = index(&rows);
        let points = Points::of(&index, index.in_study_area());
        let choice = BandwidthChoice::ByRule(BandwidthRule::Likelihood);
        let found =
            choice.resolve(Kernel::Gaussian, &points, index.study_area(), Metres(300.0), &Progress::new()).unwrap();
        // A box of 41 by 33 km in 2^24 nodes: 9 m between them.
        assert!((40.0..55.0).contains(&found.bandwidth.0), "{found:?}");
        assert!(found.in_words().contains("finer than a map"));
    }
}
