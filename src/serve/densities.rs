use std::sync::{Arc, OnceLock};

use h3o::Resolution;

use super::error::ApiError;
use super::once::Bytes;
use super::parameters::KernelChoice;
use super::results::Chosen;
use crate::analysis::Progress;
use crate::analysis::kernel_density::{
    Bandwidths, CellMeans, CheckedKernelDensity, KernelDensityError, Lattice, Points, ResolvedBandwidth, SampledCells,
    bandwidths, class_breaks, kernel_density,
};
use crate::index::{COARSEST, Index};

/// A density under a filter, and the classes it is drawn in.
#[derive(Debug)]
pub struct Density {
    chosen: Arc<Chosen>,
    parameters: CheckedKernelDensity,
    bandwidth: ResolvedBandwidth,
    lattice: Lattice,
    max: f64,
    breaks: Option<[f64; 5]>,
    sampled: Arc<SampledTables>,
    means: OnceLock<Option<CellMeans>>,
}

/// The cells that densities of one snapshot are sampled at, by their resolution, each table made when it is first needed.
#[derive(Debug, Default)]
pub struct SampledTables {
    by_resolution: [OnceLock<Option<SampledCells>>; 16],
}

impl SampledTables {
    /// See [`SampledCells::at`].
    pub fn at(&self, resolution: Resolution, index: &Index) -> Option<&SampledCells> {
        let table = &self.by_resolution[usize::from(u8::from(resolution))];
        table.get_or_init(|| SampledCells::at(resolution, index.study_area())).as_ref()
    }

    /// The means of `lattice` over cells of every resolution that is drawn.
    pub fn means(&self, lattice: &Lattice, index: &Index) -> Option<CellMeans> {
        let sampled = self.at(SampledCells::resolution(lattice), index)?;
        Some(CellMeans::of(lattice, sampled, COARSEST))
    }
}

impl Density {
    /// Finds the bandwidth and estimates.
    pub fn estimate(
        chosen: Arc<Chosen>,
        choice: &KernelChoice,
        sampled: Arc<SampledTables>,
        progress: &Progress,
    ) -> Result<Self, ApiError> {
        let index = chosen.index();
        let inside = chosen.selection().and(index.in_study_area());
        let points = Points::of(index, &inside);
        let bandwidth =
            choice.bandwidth.resolve(choice.kernel, &points, index.study_area(), choice.otherwise, progress)?;
        let parameters = choice.with(bandwidth.bandwidth)?;
        let lattice = kernel_density(index, chosen.selection(), &parameters, progress).map_err(refused)?;
        let max = f64::from(lattice.max());
        let breaks = class_breaks(max);
        Ok(Self { parameters, bandwidth, lattice, max, breaks, sampled, means: OnceLock::new(), chosen })
    }

    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub fn parameters(&self) -> &CheckedKernelDensity {
        &self.parameters
    }

    pub fn bandwidth(&self) -> &ResolvedBandwidth {
        &self.bandwidth
    }

    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// Its means over cells; `None` where there would be too many.
    pub fn means(&self) -> Option<&CellMeans> {
        self.means.get_or_init(|| self.sampled.means(&self.lattice, self.chosen.index())).as_ref()
    }

    /// Largest intensity, per km².
    pub fn max(&self) -> f64 {
        self.max
    }

    /// Lower ends of the classes, per km²; `None` where there is no density.
    pub fn breaks(&self) -> Option<[f64; 5]> {
        self.breaks
    }
}

/// All the rules' bandwidths for the incidents that pass a filter.
pub fn all_bandwidths(chosen: &Chosen, progress: &Progress) -> Result<Bandwidths, ApiError> {
    let index = chosen.index();
    let inside = chosen.selection().and(index.in_study_area());
    Ok(bandwidths(&Points::of(index, &inside), progress)?)
}

/// Whose fault it is that a density cannot be estimated.
pub fn refused(error: KernelDensityError) -> ApiError {
    match error {
        KernelDensityError::Cancelled(cancelled) => cancelled.into(),
        KernelDensityError::Adaptive(_) => ApiError::parameter("kernel", error),
        KernelDensityError::Bandwidth(_) | KernelDensityError::TooFine { .. } | KernelDensityError::Spacing { .. } => {
            ApiError::parameter("bandwidth_m", error)
        }
    }
}

impl Bytes for Density {
    fn bytes(&self) -> usize {
        // Tables of means are made later; reckoned in full, so that the cache's bound holds.
        let cell_km2 = SampledCells::resolution(&self.lattice).area_km2();
        let cells = (self.chosen.index().study_area().area_km2() / cell_km2) as usize;
        self.lattice.values().len() * 4 + cells * CellMeans::BYTES_PER_CELL + 256
    }
}

impl Bytes for Bandwidths {
    fn bytes(&self) -> usize {
        self.likelihood.as_ref().map_or(0, |found| found.curve.len() * 16) + 512
    }
}
