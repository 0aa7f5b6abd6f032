use std::sync::{Arc, OnceLock};

use geo_types::Coord;
use h3o::{CellIndex, Resolution};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::Outcome;
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::work::Workers;
use crate::analysis::comparison::{
    Comparison, ComparisonError, Exposure, Measure, PlaceComparison, Side, compare, compare_places, exposure,
    period_before,
};
use crate::index::{COARSEST, FINEST, Filter};
use crate::space::cell_centre;

/// From [`COARSEST`] to [`FINEST`].
const RESOLUTIONS: usize = 6;

/// Which sides a request compares, and how.
#[derive(Clone, Debug)]
pub struct AskedSides {
    here: Filter,
    there: Filter,
    measure: Measure,
}

/// Both sides' incidents.
#[derive(Clone, Debug)]
pub struct Sides {
    pub here: Arc<Chosen>,
    pub there: Arc<Chosen>,
    pub measure: Measure,
}

/// A comparison, and the layer whose areas it has.
#[derive(Debug)]
pub struct Compared {
    pub comparison: Comparison,
    pub layer: Option<usize>,
}

/// Both sides by cell, each resolution compared when it is first asked for.
#[derive(Debug)]
pub struct ComparedMap {
    sides: Sides,
    exposure: Exposure,
    by_resolution: [OnceLock<ComparedCells>; RESOLUTIONS],
}

/// The cells of one resolution in which either side has an incident.
#[derive(Debug)]
pub struct ComparedCells {
    pub cells: Vec<CellIndex>,
    /// Longitude and latitude, degrees, one a cell.
    pub centres: Vec<Coord<f64>>,
    pub places: Vec<PlaceComparison>,
}

/// Reads the filter, `against` and `measure`.
pub fn sides(take: &mut Parameters) -> Result<AskedSides, ApiError> {
    let here = take.filter()?;
    let there = match take.against()? {
        Some(filter) => filter,
        None => period_before(&here).ok_or_else(|| {
            ApiError::parameter(
                "against",
                "against: give a filter to compare with, or both from and to for the period before",
            )
        })?,
    };
    let measures = Measure::ALL.map(|measure| (measure.slug(), measure));
    let measure = take.choice("measure", &measures)?.unwrap_or(Measure::Rate);
    Ok(AskedSides { here, there, measure })
}

/// The documentation of [`sides`]' parameters besides the filter.
pub struct AgainstParameters;

impl IntoParams for AgainstParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let against = "The filter to compare with, as a percent-encoded query string; unless given, the same filter over as many days \
            before `from`, which then needs from and to.";
        let measure = "rate: incidents a day; share: each as a share of its own total.";
        vec![
            query("against", against, Type::String, "from=2020-03-01&to=2020-04-01".into()),
            query("measure", measure, Type::String, Measure::Rate.slug().into()),
        ]
    }
}

impl AskedSides {
    /// Everything that a comparison depends on, in canonical form.
    pub fn key(&self) -> String {
        format!("{}#{}#{}", self.here, self.there, self.measure.slug())
    }

    pub async fn choose(&self, snapshot: &Snapshot, workers: &Workers) -> Result<Sides, ApiError> {
        let here = snapshot.results().chosen(workers, self.here.clone()).await?;
        let there = snapshot.results().chosen(workers, self.there.clone()).await.map_err(|error| match error {
            ApiError::Parameter { message, .. } => ApiError::parameter("against", format!("against: {message}")),
            other => other,
        })?;
        Ok(Sides { here, there, measure: self.measure })
    }
}

impl Sides {
    fn key(&self) -> String {
        format!("{}#{}#{}", self.here.filter(), self.there.filter(), self.measure.slug())
    }

    pub async fn compared(
        &self,
        snapshot: &Snapshot,
        workers: &Workers,
        layer: Option<usize>,
    ) -> Result<Outcome<Compared>, ApiError> {
        let (sides, key) = (self.clone(), format!("comparison#{}#{layer:?}", self.key()));
        let compute = move |progress: &_| {
            let comparison =
                compare(sides.here.index(), side(&sides.here), side(&sides.there), sides.measure, layer, progress);
            Ok(Compared { comparison: comparison.map_err(refused)?, layer })
        };
        snapshot.results().analyses().begin(workers, key, compute).await
    }

    /// The comparison by cell, for every resolution.
    pub async fn map(&self, snapshot: &Snapshot, workers: &Workers) -> Result<Outcome<ComparedMap>, ApiError> {
        let sides = self.clone();
        let key = format!("comparison-map#{}", self.key());
        snapshot.results().analyses().begin(workers, key, move |_: &_| ComparedMap::of(sides)).await
    }

    /// The same for tiles, which wait.
    pub async fn finished_map(&self, snapshot: &Snapshot, workers: &Workers) -> Result<Arc<ComparedMap>, ApiError> {
        let sides = self.clone();
        let key = format!("comparison-map#{}", self.key());
        snapshot.results().analyses().finish(workers, key, move |_: &_| ComparedMap::of(sides)).await
    }
}

impl ComparedMap {
    fn of(sides: Sides) -> Result<Self, ApiError> {
        let found = exposure(sides.here.index(), side(&sides.here), side(&sides.there), sides.measure);
        let (exposure, _days) = found.map_err(refused)?;
        Ok(Self { sides, exposure, by_resolution: Default::default() })
    }

    /// The cells of one resolution; none for a resolution that the index does not tabulate.
    pub fn cells(&self, resolution: Resolution) -> &ComparedCells {
        let level = usize::from(u8::from(resolution.clamp(COARSEST, FINEST)) - u8::from(COARSEST));
        self.by_resolution[level].get_or_init(|| self.compare(resolution))
    }

    fn compare(&self, resolution: Resolution) -> ComparedCells {
        let (here, there) = (self.sides.here.by_cell(resolution), self.sides.there.by_cell(resolution));
        let counts = here.counts.iter().zip(there.counts).map(|(&count, &against)| (count as usize, against as usize));
        let with_any = here.cells.iter().zip(counts).filter(|&(_, (count, against))| count + against > 0);
        let (cells, counts): (Vec<CellIndex>, Vec<(usize, usize)>) =
            with_any.map(|(&cell, counts)| (cell, counts)).unzip();
        let centres = cells.iter().map(|&cell| cell_centre(cell).coord()).collect();
        ComparedCells { cells, centres, places: compare_places(counts, self.exposure) }
    }
}

fn refused(error: ComparisonError) -> ApiError {
    match error {
        ComparisonError::Cancelled(cancelled) => cancelled.into(),
        other => ApiError::parameter("against", other),
    }
}

fn side(chosen: &Chosen) -> Side<'_> {
    Side { filter: chosen.filter(), selection: chosen.selection() }
}

impl Bytes for Compared {
    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(self.comparison.areas.as_slice())
    }
}

impl Bytes for ComparedMap {
    fn bytes(&self) -> usize {
        // Cells are compared later; reckoned in full, so that the cache's bound holds.
        let index = self.sides.here.index();
        let cells: usize = Resolution::range(COARSEST, FINEST)
            .filter_map(|resolution| index.cells().at(resolution))
            .map(<[CellIndex]>::len)
            .sum();
        size_of::<Self>() + cells * (size_of::<CellIndex>() + size_of::<Coord<f64>>() + size_of::<PlaceComparison>())
    }
}
