use std::sync::{Arc, OnceLock};

use axum::body::Bytes as Body;
use geo_types::{Coord, Geometry, Rect};
use h3o::Resolution;

use super::analyses::{Analyses, Outcome, Patience};
use super::densities::{Density, SampledTables, all_bandwidths};
use super::error::ApiError;
use super::layers::{areas, incidents, repeat_locations};
use super::once::{Bytes, Once};
use super::parameters::KernelChoice;
use super::repeats::Repeats;
use super::work::Workers;
use crate::analysis::Progress;
use crate::analysis::kernel_density::{BandwidthChoice, Bandwidths, CellCounts};
use crate::analysis::repeat_locations::By;
use crate::config::ServeParameters;
use crate::encode::Layer;
use crate::index::{COARSEST, Filter, Index, Selection};
use crate::space::Metres;

/// About how many filters are in use at once.
const EXPECTED_FILTERS: usize = 64;
const EXPECTED_TILES: usize = 4096;
/// From [`COARSEST`] to the finest.
const RESOLUTIONS: usize = 6;

/// What was computed from one snapshot: each thing once, kept while there is room.
#[derive(Debug)]
pub struct Results {
    index: Arc<Index>,
    extent: Rect<f64>,
    cell_centres: OnceLock<Vec<Coord<f64>>>,
    area_shapes: Vec<OnceLock<Vec<Option<Geometry<f64>>>>>,
    label_points: Vec<OnceLock<Vec<Option<Geometry<f64>>>>>,
    chosen: Once<String, Arc<Chosen>>,
    sampled: Arc<SampledTables>,
    repeat_points: Once<String, Arc<Layer>>,
    tiles: Once<String, Body>,
    least_bandwidth: Option<Metres>,
    analyses: Analyses,
}

/// The incidents that pass a filter, and how many of them each cell holds.
#[derive(Debug)]
pub struct Chosen {
    index: Arc<Index>,
    filter: Filter,
    selection: Selection,
    by_resolution: [OnceLock<Vec<u32>>; RESOLUTIONS],
    by_area: Vec<OnceLock<Vec<usize>>>,
}

impl Results {
    pub fn new(index: Arc<Index>, parameters: &ServeParameters) -> Self {
        let bytes = |mib: u64| mib << 20;
        Self {
            extent: index.extent(),
            cell_centres: OnceLock::new(),
            area_shapes: index.layers().iter().map(|_| OnceLock::new()).collect(),
            label_points: index.layers().iter().map(|_| OnceLock::new()).collect(),
            index,
            chosen: Once::new(bytes(parameters.result_cache_mib) / 4, EXPECTED_FILTERS),
            sampled: Arc::default(),
            repeat_points: Once::new(bytes(parameters.result_cache_mib) / 16, EXPECTED_FILTERS),
            tiles: Once::new(bytes(parameters.tile_cache_mib), EXPECTED_TILES),
            least_bandwidth: None,
            analyses: Analyses::new(bytes(parameters.result_cache_mib)),
        }
    }

    /// The same with densities that are no finer than places are known.
    pub fn with_least_bandwidth(self, least_bandwidth: Option<Metres>) -> Self {
        Self { least_bandwidth, ..self }
    }

    fn honest(&self, choice: KernelChoice) -> KernelChoice {
        match (choice.bandwidth, self.least_bandwidth) {
            (BandwidthChoice::Given(Metres(given)), Some(Metres(least))) if given < least => {
                KernelChoice { bandwidth: BandwidthChoice::Given(Metres(least)), ..choice }
            }
            _ => choice,
        }
    }

    /// The incidents that pass `filter`.
    pub async fn chosen(&self, workers: &Workers, filter: Filter) -> Result<Arc<Chosen>, ApiError> {
        let (index, key) = (Arc::clone(&self.index), filter.to_string());
        self.chosen.get(key, workers, move || Chosen::new(index, filter).map(Arc::new)).await
    }

    /// The density of the incidents that pass `filter`, however long it takes.
    pub async fn density(
        &self,
        workers: &Workers,
        filter: Filter,
        choice: KernelChoice,
    ) -> Result<Arc<Density>, ApiError> {
        let (chosen, choice) = (self.chosen(workers, filter).await?, self.honest(choice));
        let (key, sampled) = (density_key(&chosen, &choice), Arc::clone(&self.sampled));
        let estimate = move |progress: &Progress| Density::estimate(chosen, &choice, sampled, progress);
        self.analyses.finish(workers, key, estimate).await
    }

    /// The like, or how far it is where it may take long: adaptive, or with a bandwidth by cross-validation.
    pub async fn begin_density(
        &self,
        workers: &Workers,
        filter: Filter,
        choice: KernelChoice,
    ) -> Result<Outcome<Density>, ApiError> {
        if !choice.may_take_long() {
            return self.density(workers, filter, choice).await.map(Outcome::Done);
        }
        let (chosen, choice) = (self.chosen(workers, filter).await?, self.honest(choice));
        let (key, sampled) = (density_key(&chosen, &choice), Arc::clone(&self.sampled));
        let estimate = move |progress: &Progress| Density::estimate(chosen, &choice, sampled, progress);
        self.analyses.begin(workers, key, estimate).await
    }

    /// What each rule finds for the incidents that pass `filter`.
    pub async fn begin_bandwidths(&self, workers: &Workers, filter: Filter) -> Result<Outcome<Bandwidths>, ApiError> {
        let chosen = self.chosen(workers, filter).await?;
        let key = format!("bandwidths#{}", chosen.filter);
        self.analyses.begin(workers, key, move |progress| all_bandwidths(&chosen, progress)).await
    }

    /// The locations of the incidents that pass `filter`, however long it takes.
    pub async fn repeats(&self, workers: &Workers, filter: Filter, by: By) -> Result<Arc<Repeats>, ApiError> {
        let chosen = self.chosen(workers, filter).await?;
        let key = repeats_key(&chosen, by);
        self.analyses.finish(workers, key, move |_: &Progress| Ok(Repeats::rank(chosen, by))).await
    }

    /// The like, or the job that ranks them.
    pub async fn begin_repeats(
        &self,
        patience: Patience,
        workers: &Workers,
        filter: Filter,
        by: By,
    ) -> Result<Outcome<Repeats>, ApiError> {
        let chosen = self.chosen(workers, filter).await?;
        let key = repeats_key(&chosen, by);
        self.analyses.begin_within(patience, workers, key, move |_: &Progress| Ok(Repeats::rank(chosen, by))).await
    }

    /// The first `limit` of these locations with at least `min_count` incidents, as points.
    pub async fn repeat_points(
        &self,
        workers: &Workers,
        filter: Filter,
        by: By,
        min_count: usize,
        limit: usize,
    ) -> Result<Arc<Layer>, ApiError> {
        let key = format!("{filter}#{by:?}#{min_count}#{limit}");
        let repeats = self.repeats(workers, filter, by).await?;
        let make =
            move || repeat_locations::layer(&repeats, min_count, limit).map(Arc::new).map_err(ApiError::internal);
        self.repeat_points.get(key, workers, make).await
    }

    /// The analyses of this snapshot, done and under way.
    pub fn analyses(&self) -> &Analyses {
        &self.analyses
    }

    /// The cells that surfaces are sampled at.
    pub fn sampled(&self) -> Arc<SampledTables> {
        Arc::clone(&self.sampled)
    }

    /// The box around the study area and all incidents, degrees.
    pub fn extent(&self) -> Rect<f64> {
        self.extent
    }

    /// See [`incidents::cell_centres`].
    pub fn cell_centres(&self) -> &[Coord<f64>] {
        self.cell_centres.get_or_init(|| incidents::cell_centres(&self.index))
    }

    /// The outlines of the areas of layer number `layer`.
    pub fn area_shapes(&self, layer: usize) -> &[Option<Geometry<f64>>] {
        self.area_shapes[layer].get_or_init(|| areas::shapes(&self.index, layer))
    }

    /// See [`areas::label_points`]; `layer` is the number of a layer.
    pub fn label_points(&self, layer: usize) -> &[Option<Geometry<f64>>] {
        self.label_points[layer].get_or_init(|| areas::label_points(&self.index, layer))
    }

    /// A tile in its bytes, under a key that says everything that it depends on but the snapshot.
    pub async fn tile(
        &self,
        workers: &Workers,
        key: String,
        make: impl FnOnce() -> Result<Vec<u8>, ApiError> + Send + 'static,
    ) -> Result<Body, ApiError> {
        self.tiles.get(key, workers, move || make().map(Body::from)).await
    }
}

fn density_key(chosen: &Chosen, choice: &KernelChoice) -> String {
    format!("density#{}#{choice:?}", chosen.filter)
}

fn repeats_key(chosen: &Chosen, by: By) -> String {
    format!("repeats#{}#{by:?}", chosen.filter)
}

impl Chosen {
    fn new(index: Arc<Index>, filter: Filter) -> Result<Self, ApiError> {
        let selection = index.select(&filter).map_err(|error| ApiError::parameter(error.parameter(), &error))?;
        let by_area = index.layers().iter().map(|_| OnceLock::new()).collect();
        Ok(Self { index, filter, selection, by_resolution: Default::default(), by_area })
    }

    pub fn index(&self) -> &Index {
        &self.index
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// How many of the incidents each area of layer number `layer` holds.
    pub fn by_area(&self, layer: usize) -> &[usize] {
        self.by_area[layer].get_or_init(|| self.index.by_area(&self.selection, layer))
    }

    /// How many of the incidents each cell of `resolution` holds; nothing for a resolution that the index does not tabulate.
    pub fn by_cell(&self, resolution: Resolution) -> CellCounts<'_> {
        let level = u8::from(resolution).checked_sub(u8::from(COARSEST)).map(usize::from);
        match (level.and_then(|level| self.by_resolution.get(level)), self.index.cells().at(resolution)) {
            (Some(counts), Some(cells)) => {
                let counts = counts.get_or_init(|| self.index.by_cell(&self.selection, resolution).1);
                CellCounts { resolution, cells, counts }
            }
            _ => CellCounts { resolution, cells: &[], counts: &[] },
        }
    }
}

impl Bytes for Arc<Chosen> {
    fn bytes(&self) -> usize {
        // Counts are made later; reckoned in full, so that the cache's bound holds.
        let cells: usize = (u8::from(COARSEST)..)
            .take(RESOLUTIONS)
            .filter_map(|resolution| Resolution::try_from(resolution).ok())
            .filter_map(|resolution| self.index.cells().at(resolution))
            .map(<[_]>::len)
            .sum();
        let areas: usize = self.index.layers().iter().map(|layer| layer.areas().len()).sum();
        self.selection.words().len() * 8 + cells * 4 + areas * 8 + 256
    }
}

impl Bytes for Arc<Layer> {
    fn bytes(&self) -> usize {
        // Points with an id and a label.
        self.len() * 256 + 256
    }
}

impl Bytes for Body {
    fn bytes(&self) -> usize {
        self.len() + 256
    }
}
