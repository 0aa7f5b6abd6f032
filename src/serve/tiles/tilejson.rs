use axum::Json;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::address::{Encoding, TiledLayer};
use super::sources::Source;
use crate::serve::comparison::AgainstParameters;
use crate::serve::emerging::EmergingPeriodQuery;
use crate::serve::error::{ApiError, Problem};
use crate::serve::forecasts::RiskLayerParameters;
use crate::serve::guard::Client;
use crate::serve::hot_spots::HotSpotQuery;
use crate::serve::parameters::{FilterParameters, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::repeats::RepeatParameters;
use crate::serve::risks::RiskTileParameters;
use crate::serve::state::{App, Current};
use crate::serve::trends::TrendParameters;

/// TileJSON 3.0.0: where a layer's tiles are and what is in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileJson {
    pub tilejson: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub attribution: String,
    pub scheme: &'static str,
    /// Vector tiles; with the ending `.geojson` the same features as GeoJSON.
    pub tiles: Vec<String>,
    pub minzoom: u8,
    pub maxzoom: u8,
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    pub vector_layers: Vec<VectorLayer>,
}

/// One layer inside a vector tile.
#[derive(Debug, Serialize, ToSchema)]
pub struct VectorLayer {
    pub id: &'static str,
    pub description: &'static str,
    /// Property names and what they are.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub fields: Map<String, Value>,
}

/// A layer's TileJSON; filter and layer parameters are passed on to its tiles.
#[utoipa::path(
    get, path = "/tiles/{document}", tag = "tiles",
    params(
        ("document" = String, Path, description = "The layer with the ending .json", example = "density.json"),
        FilterParameters, AgainstParameters, KernelParameters, RepeatParameters, HotSpotQuery, EmergingPeriodQuery, TrendParameters,
        RiskTileParameters, RiskLayerParameters,
        ("limit" = Option<u32>, Query, description = "The most repeat locations", example = 1000),
        ("layer" = Option<String>, Query, description = "Which layer of areas; the first unless given", example = "district"),
    ),
    responses(
        (status = 200, description = "TileJSON", body = TileJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn tilejson(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(document): Path<String>,
    RawQuery(query): RawQuery,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Json<TileJson>, ApiError> {
    let slug = document.strip_suffix(".json").ok_or_else(|| ApiError::not_found("TileJSON", &document))?;
    let layer = TiledLayer::read(slug)?;
    // A filter that no tile would take is refused here already.
    Source::prepare(&app, &snapshot, layer, parameters).await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let query = query.filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let ending = Encoding::Mvt.ending();
    let bounds = snapshot.results().extent();
    Ok(Json(TileJson {
        tilejson: "3.0.0",
        name: layer.slug(),
        description: description(layer),
        attribution: snapshot.attribution().join(", "),
        scheme: "xyz",
        tiles: vec![format!("{}://{host}/tiles/{slug}/{{z}}/{{x}}/{{y}}.{ending}{query}", client.scheme())],
        minzoom: 0,
        maxzoom: maxzoom(layer),
        bounds: [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y],
        vector_layers: vector_layers(layer),
    }))
}

fn description(layer: TiledLayer) -> &'static str {
    match layer {
        TiledLayer::Comparison => "H3 cells with the chosen incidents against others",
        TiledLayer::Density => "Kernel density of the chosen incidents on H3 cells",
        TiledLayer::EmergingHotSpots => "Cells by how their hot or cold spot came about",
        TiledLayer::HotSpots => "Cells that hold more or fewer of the chosen incidents than chance puts there",
        TiledLayer::Incidents => "The chosen incidents, clustered at low zooms",
        TiledLayer::RelativeRisk => {
            "How many times as dense the chosen incidents are as others, or residents, let expect"
        }
        TiledLayer::Risk => "The cells that a stored forecast puts first",
        TiledLayer::RiskBands => "The cells that the latest forecast puts first, by bands and without numbers",
        TiledLayer::RepeatLocations => "Locations with several of the chosen incidents",
        TiledLayer::Areas => "Areas with the chosen incidents in each",
        TiledLayer::AreasLabels => "Where the names of areas are written",
        TiledLayer::AreaTrends => "Areas that grow and areas that fall",
    }
}

/// From here on a client enlarges: nothing more comes into sight.
fn maxzoom(layer: TiledLayer) -> u8 {
    match layer {
        TiledLayer::Comparison
        | TiledLayer::Density
        | TiledLayer::EmergingHotSpots
        | TiledLayer::HotSpots
        | TiledLayer::RelativeRisk
        | TiledLayer::Risk
        | TiledLayer::RiskBands
        | TiledLayer::Areas
        | TiledLayer::AreasLabels
        | TiledLayer::AreaTrends => 14,
        TiledLayer::Incidents | TiledLayer::RepeatLocations => 16,
    }
}

fn vector_layers(layer: TiledLayer) -> Vec<VectorLayer> {
    let fields = |fields: &[(&str, &str)]| {
        fields.iter().map(|&(name, meaning)| (name.to_owned(), Value::from(meaning))).collect::<Map<_, _>>()
    };
    let part = |id, description, named: &[(&str, &str)]| VectorLayer { id, description, fields: fields(named) };
    match layer {
        TiledLayer::Comparison => vec![part(
            "comparison",
            "H3 cells",
            &[
                ("cell", "String: H3 index"),
                ("count", "Number: incidents of the first side"),
                ("against", "Number: incidents of the second side"),
                ("expected", "Number: the second, scaled to the first's days or total"),
                ("difference", "Number: incidents above what was expected"),
                ("ratio", "Number: rate of the first over that of the second"),
                ("low", "Number: lower end of the ratio's 95 % interval"),
                ("high", "Number: upper end"),
                ("p", "Number: how often chance makes as large a difference"),
                ("class", "String: more, fewer, only-here, only-there or no-clear-difference"),
                ("significant", "Boolean: more than chance, all cells reckoned in"),
            ],
        )],
        TiledLayer::Density => vec![part(
            "density",
            "H3 cells",
            &[("cell", "String: H3 index"), ("count", "Number: incidents"), ("intensity", "Number: incidents per km²")],
        )],
        TiledLayer::EmergingHotSpots => vec![part(
            "emerging-hot-spots",
            "Cells in a class",
            &[
                ("cell", "String: H3 index, or a square's column and line"),
                ("class", "String: new-hot to historical-cold"),
                ("count", "Number: incidents"),
                ("hot_fraction", "Number: part of the periods when it was hot"),
                ("cold_fraction", "Number: part of the periods when it was cold"),
                ("run_periods", "Number: periods in a row at the end"),
                ("since", "String: first date of these"),
                ("latest_z", "Number: Gi* of the last period"),
                ("trend_z", "Number: Mann-Kendall, above 0 where it rises"),
                ("trend_p", "Number: two-sided"),
                ("trend", "String: rising, falling or none, at the false discovery rate"),
                ("emerging", "Boolean: hot in the last period, and new or growing"),
            ],
        )],
        TiledLayer::RiskBands => vec![part(
            "risk-bands",
            "Cells that the latest forecast puts first",
            &[
                ("cell", "String: H3 index, or a square's column and line"),
                ("band", "Number: part of the area, 0.01, 0.05 or 0.2"),
            ],
        )],
        TiledLayer::HotSpots => vec![part(
            "hot-spots",
            "Cells in a class",
            &[
                ("cell", "String: H3 index, or a square's column and line"),
                ("class", "String: hot-99 to cold-99, or high-high, high-low, low-high, low-low"),
                ("count", "Number: incidents"),
                ("neighbourhood", "Number: incidents in the cell and its neighbours"),
                ("z", "Number: standard deviations from what chance gives"),
                ("p", "Number: two-sided"),
                ("significant", "Boolean: a discovery at the false discovery rate"),
            ],
        )],
        TiledLayer::Incidents => vec![part(
            "incidents",
            "Incidents, or clusters of them",
            &[("id", "Number"), ("category", "String: kind/class"), ("count", "Number: incidents")],
        )],
        TiledLayer::RelativeRisk => vec![part(
            "relative-risk",
            "H3 cells",
            &[
                ("cell", "String: H3 index"),
                ("count", "Number: incidents"),
                ("ratio", "Number: times as dense as expected"),
                ("log_ratio", "Number: its natural logarithm"),
                ("p", "Number: two-sided, where below 0.05"),
                ("side", "String: higher or lower, where p is below 0.05"),
            ],
        )],
        TiledLayer::Risk => vec![part(
            "risk",
            "Cells in a class",
            &[
                ("cell", "String: H3 index, or a square's column and line"),
                ("expected", "Number: incidents expected in the period"),
                ("per_km2", "Number: the same per km², by the model that is shown"),
                ("plain", "Number: incidents that the best plain count expects"),
                ("plain_per_km2", "Number: the same per km²"),
                ("top_fraction", "Number: part of the cells that rank as high; the forecast's own cells"),
                ("low", "Number: lower end of the 80 % interval; the forecast's own cells"),
                ("high", "Number: upper end"),
            ],
        )],
        TiledLayer::RepeatLocations => vec![part(
            "repeat-locations",
            "Locations",
            &[
                ("id", "String"),
                ("rank", "Number: 1 has the most"),
                ("count", "Number: incidents"),
                ("label", "String"),
                ("snapped", "Boolean: a map point, not an address"),
            ],
        )],
        TiledLayer::Areas => vec![part(
            "areas",
            "Areas",
            &[
                ("code", "String"),
                ("name", "String"),
                ("population", "Number: residents"),
                ("count", "Number: incidents"),
                ("rate_per_1000", "Number: incidents per 1,000 residents"),
            ],
        )],
        TiledLayer::AreaTrends => vec![part("area-trends", "Areas", &AREA_TRENDS)],
        TiledLayer::AreasLabels => {
            vec![part("areas-labels", "A point in each area", &[("code", "String"), ("name", "String")])]
        }
    }
}

const AREA_TRENDS: [(&str, &str); 15] = [
    ("code", "String"),
    ("name", "String"),
    ("direction", "String: up, none, down or too-few"),
    ("rank", "Number: 1 for the strongest growth"),
    ("p", "Number: of the chosen test"),
    ("count", "Number: incidents in the window"),
    ("count_before", "Number: incidents in the same dates before"),
    ("rate_per_1000", "Number: incidents per 1,000 residents"),
    ("ratio", "Number: daily rate now over that before"),
    ("ratio_low", "Number: lower end of its 95 % interval"),
    ("ratio_high", "Number: upper end of its 95 % interval"),
    ("relative_ratio", "Number: the ratio over that of the rest of the force"),
    ("trend_per_year", "Number: times as many after a year"),
    ("trend_low", "Number: lower end of its 95 % interval"),
    ("trend_high", "Number: upper end of its 95 % interval"),
];
