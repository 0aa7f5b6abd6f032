use super::parameters::RelativeRiskError;
use crate::analysis::kernel_density::bandwidth::{BandwidthChoice, ResolvedBandwidth};
use crate::analysis::kernel_density::parameters::Kernel;
use crate::analysis::kernel_density::points::Points;
use crate::analysis::{Cancelled, Progress};
use crate::index::{Index, Selection};
use crate::space::{AreaLayer, Metres};

/// What incidents are compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Other incidents, none of which is in the selection itself.
    Incidents(Selection),
    /// The residents of the layer with this number, spread evenly over each area.
    Residents(usize),
}

impl Comparison {
    /// The incidents of `against` that lie in the study area and are not in `selection`: an incident in both counts as selected.
    pub fn others(index: &Index, selection: &Selection, against: &Selection) -> Self {
        let inside = against.and(index.in_study_area());
        Self::Incidents(Selection::of_rows(
            index.incidents().len(),
            inside.rows().filter(|&row| !selection.contains(row)),
        ))
    }

    /// The residents of a layer whose areas all have a population.
    pub fn residents(index: &Index, layer: &str) -> Result<Self, RelativeRiskError> {
        let number = index.layer(layer).ok_or_else(|| RelativeRiskError::NoLayer(layer.to_owned()))?;
        let areas: &AreaLayer = &index.layers()[number];
        match areas.areas().iter().find(|area| area.population.is_none()) {
            None => Ok(Self::Residents(number)),
            Some(area) => Err(RelativeRiskError::NoPopulation { layer: layer.to_owned(), area: area.name.clone() }),
        }
    }

    /// The bandwidth that a choice means for both sets together; for residents, for the incidents alone.
    pub fn resolve(
        &self,
        choice: BandwidthChoice,
        index: &Index,
        selection: &Selection,
        otherwise: Metres,
        progress: &Progress,
    ) -> Result<ResolvedBandwidth, Cancelled> {
        let inside = selection.and(index.in_study_area());
        let pooled = match self {
            Self::Incidents(others) => pooled(index, &inside, others),
            Self::Residents(_) => inside,
        };
        choice.resolve(Kernel::Gaussian, &Points::of(index, &pooled), index.study_area(), otherwise, progress)
    }
}

/// Both sets together.
pub(super) fn pooled(index: &Index, cases: &Selection, others: &Selection) -> Selection {
    Selection::of_rows(index.incidents().len(), cases.rows().chain(others.rows()))
}
