use super::asymptotic::{Side, scores};
use super::comparison::Comparison;
use super::parameters::{CheckedRelativeRisk, RelativeRiskError, RiskTest};
use super::random_labelling::{Sets, random_labelling};
use super::residents::Residents;
use super::surface::{LEVEL, RelativeRisk, Summary};
use crate::analysis::Progress;
use crate::analysis::kernel_density::coverage::Coverage;
use crate::analysis::kernel_density::density::{LEAST_MASS, frame_over};
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::gaussian::{gaussian_density, gaussian_mass};
use crate::analysis::kernel_density::lattice::Lattice;
use crate::analysis::kernel_density::parameters::Kernel;
use crate::analysis::kernel_density::points::Points;
use crate::analysis::significance::two_sided_p;
use crate::index::{Index, Selection};
use crate::space::Metres;

/// A denominator must rest on so many comparison incidents ...
pub(super) const LEAST_INCIDENTS: f64 = 5.0;
/// ... or residents within a kernel.
pub(super) const LEAST_RESIDENTS: f64 = 100.0;

/// How many times as dense the selected incidents are, place by place, as if they were spread like the comparison.
///
/// r(u) = f(u) / g(u), each of them Σ k(u - p) / n q(u): Gaussian kernels with a bandwidth for each set, over the number n in the study
/// area and the share q of the kernel in it.
///
/// - Incidents are compared with [`Comparison::Incidents`], or with residents spread evenly over their areas, which are then taken
///   as known: chance is in the incidents alone.
/// - Nothing is said where a kernel sees less than 5 comparison incidents or 100 residents: where 4πb² Σ k(u - p) is less, 4πb²
///   being the ground that a Gaussian kernel averages over (1 / ∫ k²). Nor outside the study area.
/// - [`RiskTest`] says what chance would make of r(u) at each place by itself: many places are judged, and as many in a hundred as
///   the level says stand out by chance.
/// - No incidents, or nothing to compare with: an error.
///
/// Cost: five densities; for random labelling one more a replica. It counts its steps in `progress` and can be cancelled.
///
/// Source: Bithell J F (1991), doi:10.1002/sim.4780101112; Kelsall J E, Diggle P J (1995), doi:10.2307/3318678; the tests as their
/// functions say.
pub fn relative_risk(
    index: &Index,
    selection: &Selection,
    comparison: &Comparison,
    parameters: &CheckedRelativeRisk,
    progress: &Progress,
) -> Result<RelativeRisk, RelativeRiskError> {
    let cases = selection.and(index.in_study_area());
    if cases.is_empty() {
        return Err(RelativeRiskError::NoIncidents);
    }
    let narrower = parameters.bandwidth().0.min(parameters.comparison_bandwidth().0);
    let frame = frame_over(index.study_area(), Kernel::Gaussian.spacing(Metres(narrower)));
    frame.check_size(narrower)?;
    let ground = Ground::of(index, frame, parameters);
    let incidents = ground.density(&Points::of(index, &cases), parameters.bandwidth());
    let (seen, n_comparison) = ground.comparison(index, comparison, parameters.comparison_bandwidth())?;
    progress.check()?;
    let mut risk = RelativeRisk {
        parameters: *parameters,
        scores: Lattice::new(frame, vec![0.0; incidents.len()]),
        incidents: Lattice::new(frame, incidents),
        comparison: Lattice::new(frame, corrected(seen.clone(), &ground.comparison_mass)),
        seen: Lattice::new(frame, seen),
        n: cases.len() as f64,
        n_comparison,
        least_comparison: least_comparison(comparison, parameters.comparison_bandwidth()),
        summary: Summary::default(),
    };
    let judged = ground.judged(&risk);
    risk.scores = Lattice::new(frame, ground.scores(index, &cases, comparison, &risk, &judged, progress)?);
    risk.summary = ground.summary(&risk, &judged);
    Ok(risk)
}

/// Per km²: so many within the ground that a kernel averages over.
fn least_comparison(comparison: &Comparison, bandwidth: Metres) -> f64 {
    let least = match comparison {
        Comparison::Incidents(_) => LEAST_INCIDENTS,
        Comparison::Residents(_) => LEAST_RESIDENTS,
    };
    least / (4.0 * std::f64::consts::PI * (bandwidth.0 / 1000.0).powi(2))
}

/// The study area on a lattice, and the shares of both sets' kernels in it.
pub(super) struct Ground {
    pub frame: Frame,
    coverage: Coverage,
    mass: Vec<f32>,
    comparison_mass: Vec<f32>,
}

impl Ground {
    fn of(index: &Index, frame: Frame, parameters: &CheckedRelativeRisk) -> Self {
        let coverage = Coverage::of(index.study_area().planar_shape(), &frame);
        let mass = gaussian_mass(&coverage, &frame, parameters.bandwidth());
        let comparison_mass = if parameters.comparison_bandwidth() == parameters.bandwidth() {
            mass.clone()
        } else {
            gaussian_mass(&coverage, &frame, parameters.comparison_bandwidth())
        };
        Self { frame, coverage, mass, comparison_mass }
    }

    /// Incidents per km² with the kernel of the selection, corrected at the edge.
    pub fn density(&self, points: &Points<'_>, bandwidth: Metres) -> Vec<f32> {
        corrected(gaussian_density(points, &self.frame, bandwidth), &self.mass)
    }

    /// The comparison per km², not corrected, and how many there are.
    fn comparison(
        &self,
        index: &Index,
        comparison: &Comparison,
        bandwidth: Metres,
    ) -> Result<(Vec<f32>, f64), RelativeRiskError> {
        let (raw, n) = match comparison {
            Comparison::Incidents(others) => {
                (gaussian_density(&Points::of(index, others), &self.frame, bandwidth), others.len() as f64)
            }
            Comparison::Residents(layer) => {
                let projection = index.study_area().projection();
                let residents = Residents::spread(&index.layers()[*layer], projection, &self.coverage, &self.frame);
                (residents.density(&self.frame, bandwidth), residents.total)
            }
        };
        if n > 0.0 { Ok((raw, n)) } else { Err(RelativeRiskError::NoComparison) }
    }

    /// Nodes in the study area where a kernel sees enough of the comparison.
    fn judged(&self, risk: &RelativeRisk) -> Vec<bool> {
        let least = risk.least_comparison as f32;
        let is_judged = |(node, &density): (usize, &f32)| density >= least && self.is_inside(node);
        risk.seen.values().iter().enumerate().map(is_judged).collect()
    }

    fn is_inside(&self, node: usize) -> bool {
        let n_x = self.frame.n_x();
        self.coverage.share((node % n_x) as isize, (node / n_x) as isize) > 0.0
    }

    fn scores(
        &self,
        index: &Index,
        cases: &Selection,
        comparison: &Comparison,
        risk: &RelativeRisk,
        judged: &[bool],
        progress: &Progress,
    ) -> Result<Vec<f32>, RelativeRiskError> {
        if let RiskTest::RandomLabelling { replicas, seed } = risk.parameters.test() {
            let Comparison::Incidents(others) = comparison else { return Err(RelativeRiskError::LabelledResidents) };
            let sets = Sets { index, cases, others };
            return random_labelling(sets, self, risk, judged, (replicas, seed), progress);
        }
        let narrower = |bandwidth: Metres| Metres(bandwidth.0 / std::f64::consts::SQRT_2);
        let squared = |bandwidth| gaussian_mass(&self.coverage, &self.frame, narrower(bandwidth));
        let (own, other) = (risk.parameters.bandwidth(), risk.parameters.comparison_bandwidth());
        let (own_squared, other_squared) = (squared(own), squared(other));
        let unit =
            |lattice: &Lattice, n: f64| -> Vec<f32> { lattice.values().iter().map(|value| value / n as f32).collect() };
        let (f, g) = (unit(&risk.incidents, risk.n), unit(&risk.comparison, risk.n_comparison));
        let n_comparison = match comparison {
            Comparison::Incidents(_) => risk.n_comparison,
            Comparison::Residents(_) => f64::INFINITY,
        };
        let side = |density, mass, squared_mass, n, bandwidth: Metres| Side {
            density,
            mass,
            squared_mass,
            n,
            bandwidth_km: bandwidth.0 / 1000.0,
        };
        Ok(scores(
            side(&f, &self.mass, &own_squared, risk.n, own),
            side(&g, &self.comparison_mass, &other_squared, n_comparison, other),
            |node| judged[node],
        ))
    }

    /// By counting nodes, each with the share of its cell in the study area.
    fn summary(&self, risk: &RelativeRisk, judged: &[bool]) -> Summary {
        let (mut summary, mut ground) = (Summary::default(), 0.0);
        for (node, &is_judged) in judged.iter().enumerate() {
            let (i, j) = (node % self.frame.n_x(), node / self.frame.n_x());
            let share = self.coverage.share(i as isize, j as isize);
            ground += share;
            if !is_judged {
                continue;
            }
            summary.judged_fraction += share;
            let at = |lattice: &Lattice| f64::from(lattice.values()[node]);
            let ratio = at(&risk.incidents) / risk.n / (at(&risk.comparison) / risk.n_comparison);
            let here = Some((ratio, self.frame.node(i, j)));
            if summary.highest.is_none_or(|(most, _)| ratio > most) {
                summary.highest = here;
            }
            if summary.lowest.is_none_or(|(least, _)| ratio < least) {
                summary.lowest = here;
            }
            let score = at(&risk.scores);
            if two_sided_p(score) >= LEVEL {
                continue;
            }
            if score < 0.0 {
                summary.lower_fraction += share;
                continue;
            }
            summary.higher_fraction += share;
            if summary.highest_standing_out.is_none_or(|(most, _)| ratio > most) {
                summary.highest_standing_out = here;
            }
        }
        for fraction in [&mut summary.judged_fraction, &mut summary.higher_fraction, &mut summary.lower_fraction] {
            *fraction /= ground;
        }
        summary
    }
}

fn corrected(mut values: Vec<f32>, mass: &[f32]) -> Vec<f32> {
    for (value, &mass) in values.iter_mut().zip(mass) {
        *value = if mass < LEAST_MASS { 0.0 } else { *value / mass };
    }
    values
}
