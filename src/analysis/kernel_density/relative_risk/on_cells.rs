use geo_types::Rect;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;

use super::surface::{LEVEL, RelativeRisk, Side};
use crate::analysis::kernel_density::cell_means::{CellMeans, SampledCells};
use crate::analysis::kernel_density::on_cells::CellCounts;
use crate::analysis::significance::two_sided_p;
use crate::space::{Planar, StudyArea, cell_centre, cells_over};

/// A cell's relative risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellRisk {
    pub cell: CellIndex,
    /// Incidents of the selection in the cell.
    pub count: u32,
    /// Mean density of the incidents over that of the comparison, as shares of all; 1 where they are as everywhere.
    pub ratio: f64,
    /// Two-sided p of the mean score over the cell, where it is below 0.05, and which way the ratio differs.
    pub standing_out: Option<(f64, Side)>,
}

/// Means over cells of all that a relative risk is made of, where it says something.
#[derive(Debug)]
pub struct RiskMeans {
    incidents: CellMeans,
    comparison: CellMeans,
    scores: CellMeans,
}

impl RiskMeans {
    /// `sampled` are the cells that its lattices are sampled at ([`RelativeRisk::sampled_at`]).
    pub fn of(risk: &RelativeRisk, sampled: &SampledCells, coarsest: Resolution) -> Self {
        let means = |at: &(dyn Fn(Planar) -> Option<f64> + Sync)| CellMeans::where_known(sampled, coarsest, at);
        Self {
            incidents: means(&|place| risk.densities(place).map(|it| it.0)),
            comparison: means(&|place| risk.densities(place).map(|it| it.1)),
            scores: means(&|place| risk.score(place)),
        }
    }

    /// Incidents, comparison and score; `None` for a resolution that is not tabulated.
    fn at(&self, cell: CellIndex) -> Option<Option<[f64; 3]>> {
        let comparison = self.comparison.mean(cell)?;
        let all = || Some([self.incidents.mean(cell)?, comparison, self.scores.mean(cell)?]);
        Some(if comparison > 0.0 { all() } else { None })
    }
}

impl RelativeRisk {
    /// The resolution that its lattices are sampled at.
    pub fn sampled_at(&self) -> Resolution {
        SampledCells::resolution(&self.incidents)
    }

    /// At the centre of a cell.
    fn at_centre(&self, study_area: &StudyArea, cell: CellIndex) -> Option<[f64; 3]> {
        let centre = cell_centre(cell);
        let place = study_area.contains(centre).then(|| study_area.projection().forward(centre))?;
        let (incidents, comparison) = self.densities(place)?;
        Some([incidents, comparison, self.score(place)?])
    }
}

/// The cells over `bounds` (longitude and latitude, degrees) where something is said, ascending.
///
/// A cell has the means over its descendants' centres of the densities and of the score, those left out where nothing is said. The
/// mean of scores varies less than each of them, so its p errs on the safe side. Cells finer than the table, or without one, have
/// the values at their own centre.
pub fn risk_on_cells(
    risk: &RelativeRisk,
    means: Option<&RiskMeans>,
    study_area: &StudyArea,
    counted: CellCounts<'_>,
    bounds: Rect<f64>,
) -> Vec<CellRisk> {
    let cells = cells_over(bounds, counted.resolution).unwrap_or_else(|_too_many| counted.cells.to_vec());
    let of = |cell: CellIndex| {
        let known = means.and_then(|means| means.at(cell)).unwrap_or_else(|| risk.at_centre(study_area, cell));
        let [incidents, comparison, score] = known?;
        let p = two_sided_p(score);
        Some(CellRisk {
            cell,
            count: counted.of(cell),
            ratio: incidents / risk.n() / (comparison / risk.n_comparison()),
            standing_out: (p < LEVEL).then(|| (p, Side::of(score))),
        })
    };
    cells.into_par_iter().filter_map(of).collect()
}
