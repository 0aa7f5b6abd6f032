use geo_types::MultiPolygon;
use statrs::distribution::{ContinuousCDF, Normal};

use super::surface::{RelativeRisk, Side};
use crate::analysis::kernel_density::contours::contours;
use crate::analysis::kernel_density::lattice::Lattice;
use crate::space::StudyArea;

/// The ground where the ratio differs from 1 by more than chance explains.
#[derive(Clone, Debug, PartialEq)]
pub struct ToleranceContour {
    pub side: Side,
    /// Two-sided: places inside have a p of at most this.
    pub p: f64,
    /// Longitude and latitude.
    pub shape: MultiPolygon<f64>,
}

/// The contours at each of `levels` (two-sided p, between 0 and 1), the higher side first; those that no place reaches are left out.
///
/// Where nothing is judged no contour runs. sparr's contour of its p surface at level 0.025 is the higher side's here at 0.05.
pub fn tolerance_contours(risk: &RelativeRisk, study_area: &StudyArea, levels: &[f64]) -> Vec<ToleranceContour> {
    let normal = Normal::standard();
    let mut sorted = levels.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let scores: Vec<f64> = sorted.iter().map(|p| normal.inverse_cdf(1.0 - p / 2.0)).collect();
    let mut found = Vec::new();
    for (side, sign) in [(Side::Higher, 1.0), (Side::Lower, -1.0)] {
        let signed = risk.scores.values().iter().map(|score| sign * score).collect();
        let lattice = Lattice::new(*risk.frame(), signed);
        for (contour, &p) in contours(&lattice, study_area, &scores).into_iter().zip(&sorted) {
            if !contour.shape.0.is_empty() {
                found.push(ToleranceContour { side, p, shape: contour.shape });
            }
        }
    }
    found
}
