use std::sync::Arc;

use h3o::Resolution;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Type;

use super::analyses::{Outcome, Patience};
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::{Chosen, Results};
use super::work::Workers;
use crate::analysis::hot_spots::{Ground, residents_by_cell};
use crate::analysis::spatial_weights::{CheckedNeighbourhood, Neighbourhood};
use crate::space::GridChoice;

/// Which cells are tested and which of them are neighbours, as a request says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundChoice {
    pub grid: GridChoice,
    pub neighbourhood: CheckedNeighbourhood,
}

/// Residents a cell.
#[derive(Debug)]
pub struct Residents(pub Vec<f64>);

impl GroundChoice {
    pub fn read(take: &mut Parameters) -> Result<Self, ApiError> {
        let grid = take.text("grid")?.map(|text| text.parse()).transpose();
        let grid = grid.map_err(|error| ApiError::parameter("grid", error))?;
        let neighbourhood = take.text("weights")?.map_or(Ok(Neighbourhood::Ring(1)), |text| text.parse());
        let neighbourhood = neighbourhood.and_then(Neighbourhood::check);
        Ok(Self {
            grid: grid.unwrap_or(GridChoice::Hex(Resolution::Nine)),
            neighbourhood: neighbourhood.map_err(|error| ApiError::parameter("weights", error))?,
        })
    }

    /// What distinguishes it in keys.
    pub fn key(&self) -> String {
        format!("{}#{}", self.grid, self.neighbourhood.get())
    }

    /// The cells and their neighbours over the study area, made once; a job when that takes long.
    pub async fn begin(
        &self,
        patience: Patience,
        results: &Results,
        workers: &Workers,
        chosen: &Arc<Chosen>,
    ) -> Result<Outcome<Ground>, ApiError> {
        let (choice, chosen) = (*self, Arc::clone(chosen));
        let make = move |_: &_| {
            let study_area = chosen.index().study_area();
            let grid = choice.grid.over(study_area).map_err(|error| ApiError::parameter("grid", error))?;
            Ground::new(grid, choice.neighbourhood, study_area).map_err(|error| ApiError::parameter("weights", error))
        };
        results.analyses().begin_within(patience, workers, format!("ground#{}", self.key()), make).await
    }

    /// How many residents of layer number `layer` each cell has, made once.
    pub async fn residents(
        &self,
        patience: Patience,
        results: &Results,
        workers: &Workers,
        chosen: &Arc<Chosen>,
        ground: &Arc<Ground>,
        layer: usize,
    ) -> Result<Outcome<Residents>, ApiError> {
        let (chosen, ground) = (Arc::clone(chosen), Arc::clone(ground));
        let make = move |_: &_| Ok(Residents(residents_by_cell(ground.grid(), &chosen.index().layers()[layer])));
        results.analyses().begin_within(patience, workers, format!("residents#{}#{layer}", self.grid), make).await
    }

    /// The documentation of what [`read`](Self::read) takes.
    pub fn documented() -> [Parameter; 2] {
        let grid = "Cells: hex:RESOLUTION (H3), square:METRESm or square:FEETft.";
        let weights = "Neighbours: ring:STEPS, queen (ring:1; squares that share a side or a corner), band:METRES.";
        [query("grid", grid, Type::String, "hex:9".into()), query("weights", weights, Type::String, "ring:1".into())]
    }
}

impl Bytes for Ground {
    fn bytes(&self) -> usize {
        // A cell's index, its place in the hash table and its start; a number for each pair of neighbours.
        self.grid().len() * 40 + self.weights().links() * 4 + 256
    }
}

impl Bytes for Residents {
    fn bytes(&self) -> usize {
        self.0.len() * 8 + 64
    }
}
