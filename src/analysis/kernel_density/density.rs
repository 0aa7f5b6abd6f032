use geo::BoundingRect;
use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::adaptive::adaptive_density;
use super::coverage::Coverage;
use super::frame::Frame;
use super::gaussian::{gaussian_density, gaussian_mass};
use super::lattice::Lattice;
use super::parameters::{CheckedKernelDensity, EdgeCorrection, Kernel, KernelDensityError};
use super::points::Points;
use super::quartic::{quartic_density, quartic_mass};
use crate::analysis::Progress;
use crate::index::{Index, Selection};
use crate::space::{Metres, Planar, StudyArea};

/// Below this share of a kernel inside the study area nothing is estimated: such nodes lie outside it, and out of its sight.
pub(super) const LEAST_MASS: f32 = 0.01;
/// The density of the selected incidents that lie in the study area, on a lattice over it.
///
/// λ(u) = Σ k(u - p), or with [`EdgeCorrection::Uniform`] Σ k(u - p) / ∫ k(u - v) dv over the study area, p being the incidents'
/// places and k the [`Kernel`]; adaptive, each k has a bandwidth of its own, and what divides at u is the share of a kernel that an
/// incident there would have. Values are incidents per km² over the whole of the selected time: divide by its length for a rate.
///
/// - The lattice covers the study area's box; its spacing is a fifth (Gaussian) or a twentieth (quartic) of the bandwidth.
/// - Incidents without a place, or outside the study area, add nothing. No incidents: zero everywhere.
/// - Nodes, and places between them through [`Lattice::at`], keep within 1e-3 of the largest exact value. A value outside the
///   study area says nothing about the ground there.
/// - Adaptive bandwidths b(p) = b (f(p) / G)^(-1/2), f being the fixed density with bandwidth b and G its geometric mean over the
///   incidents, keep between b / 5 and 5 b, and above what a lattice of 8 million nodes can show.
/// - The same bits for any number of threads and any order of the incidents' file; doubling every incident doubles the values.
///
/// Cost: linear in the incidents, and in the nodes times b/h for the Gaussian; adaptive about ten times that, counted in `progress`.
///
/// Source: Silverman B W (1986), Density Estimation for Statistics and Data Analysis, §4.2, equations 4.4 (Gaussian) and 4.6
/// (quartic); Diggle P J (1985), doi:10.2307/2347366, for the correction, in the form that spatstat calls `diggle=FALSE`.
pub fn kernel_density(
    index: &Index,
    selection: &Selection,
    parameters: &CheckedKernelDensity,
    progress: &Progress,
) -> Result<Lattice, KernelDensityError> {
    let inside = selection.and(index.in_study_area());
    let points = Points::of(index, &inside);
    if parameters.is_adaptive() {
        adaptive_density(&points, index.study_area(), parameters, progress)
    } else {
        fixed_density(&points, index.study_area(), parameters)
    }
}

/// The density with one bandwidth for all points, which lie in the study area.
pub(super) fn fixed_density(
    points: &Points<'_>,
    study_area: &StudyArea,
    parameters: &CheckedKernelDensity,
) -> Result<Lattice, KernelDensityError> {
    let (kernel, bandwidth) = (parameters.kernel(), parameters.bandwidth());
    let lattice = density_at_nodes(points, frame_over(study_area, kernel.spacing(bandwidth)), kernel, bandwidth)?;
    Ok(match parameters.edge() {
        EdgeCorrection::None => lattice,
        EdgeCorrection::Uniform => corrected(lattice, study_area.planar_shape(), kernel, bandwidth),
    })
}

/// The sum of kernels at the nodes of a given lattice, per km², without edge correction.
///
/// The spacing may be a third of a Gaussian bandwidth at most: nodes then keep within 1e-3 of the largest exact value.
pub fn density_at_nodes(
    points: &Points<'_>,
    frame: Frame,
    kernel: Kernel,
    bandwidth: Metres,
) -> Result<Lattice, KernelDensityError> {
    frame.check_size(bandwidth.0)?;
    let values = match kernel {
        Kernel::Gaussian => {
            let most_m = bandwidth.0 / 3.0;
            if frame.spacing().0 > most_m {
                let spacing_m = frame.spacing().0;
                return Err(KernelDensityError::Spacing { spacing_m, bandwidth_m: bandwidth.0, most_m });
            }
            gaussian_density(points, &frame, bandwidth)
        }
        Kernel::Quartic => quartic_density(points, &frame, bandwidth),
    };
    Ok(Lattice::new(frame, values))
}

pub(super) fn frame_over(study_area: &StudyArea, spacing: Metres) -> Frame {
    let bounds = study_area.planar_shape().bounding_rect().expect("a study area encloses something");
    let (low, high) = (bounds.min(), bounds.max());
    Frame::covering(Planar { x: low.x, y: low.y }, Planar { x: high.x, y: high.y }, spacing)
}

/// Each value divided by the share of its kernel that lies inside `area`, on the same flat map.
pub(super) fn corrected(lattice: Lattice, area: &MultiPolygon<f64>, kernel: Kernel, bandwidth: Metres) -> Lattice {
    let frame = *lattice.frame();
    let coverage = Coverage::of(area, &frame);
    let mass = match kernel {
        Kernel::Gaussian => gaussian_mass(&coverage, &frame, bandwidth),
        Kernel::Quartic => quartic_mass(&coverage, &frame, bandwidth),
    };
    let divide = |(&value, &mass): (&f32, &f32)| if mass < LEAST_MASS { 0.0 } else { value / mass };
    let values = lattice.values().par_iter().zip(&mass).map(divide).collect();
    Lattice::new(frame, values)
}
