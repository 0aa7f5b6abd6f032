use serde_json::{Value, json};

use super::crs::Crs;
use super::field::{Field, Kind};
use super::incident_features;
use super::links::{HTML, JSON, SCHEMA, link, ogc_rel, segment};
use crate::ledger::Entry;
use crate::serve::clearance::Sight;
use crate::serve::error::ApiError;
use crate::serve::geojson::GEO_JSON;
use crate::serve::snapshot::Snapshot;
use crate::serve::tiles::address::TiledLayer;

/// What is served as features: one entry a collection, found by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    pub source: Source,
    pub id: String,
    pub title: String,
    pub description: String,
}

/// What a collection's features are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The number of a stored forecast.
    Risk(u32),
    RiskBands,
    HotSpots,
    Emerging,
    RepeatLocations,
    NearRepeatZones,
    /// The number of a layer of areas.
    Areas(usize),
    Incidents,
}

const RISK: [Field; 10] = [
    Field::new("cell", Kind::Text, "Name of the cell: H3 index, or a square's column and line"),
    Field::new("rank", Kind::Integer, "1 has the most risk"),
    Field::new("top_fraction", Kind::Number, "The rank over all cells, 0 to 1"),
    Field::new("expected", Kind::Number, "Incidents expected in the period"),
    Field::new("low", Kind::Integer, "Lower end of the 80 % interval"),
    Field::new("high", Kind::Integer, "Upper end of the 80 % interval"),
    Field::new("per_km2", Kind::Number, "Incidents expected per km²"),
    Field::new("plain", Kind::Number, "Incidents expected by the best plain count on the past"),
    Field::new("plain_per_km2", Kind::Number, "The same per km²"),
    Field::new("plain_rank", Kind::Integer, "The rank by the plain count"),
];

const RISK_BANDS: [Field; 2] = [
    Field::new("cell", Kind::Text, "Name of the cell: H3 index, or a square's column and line"),
    Field::new("band", Kind::Number, "The first part of the area that it belongs to: 0.01, 0.05 or 0.2"),
];

const HOT_SPOTS: [Field; 7] = [
    Field::new("cell", Kind::Text, "H3 cell"),
    Field::new("class", Kind::Text, "hot-99, hot-95, hot-90, cold-90, cold-95 or cold-99"),
    Field::new("count", Kind::Integer, "Incidents in the cell"),
    Field::new("neighbourhood", Kind::Integer, "Incidents in the cell and those that touch it"),
    Field::new("z", Kind::Number, "Gi*: standard deviations from what chance gives"),
    Field::new("p", Kind::Number, "How often chance gives as much, two-sided"),
    Field::new("significant", Kind::Flag, "Whether it passes the false discovery rate"),
];

const EMERGING: [Field; 12] = [
    Field::new("cell", Kind::Text, "H3 cell"),
    Field::new("class", Kind::Text, "new-hot to historical-cold"),
    Field::new("count", Kind::Number, "Incidents in the cell"),
    Field::new("hot_fraction", Kind::Number, "Part of the periods when it was hot, 0 to 1"),
    Field::new("cold_fraction", Kind::Number, "Part of the periods when it was cold, 0 to 1"),
    Field::new("run_periods", Kind::Integer, "Periods in a row at the end"),
    Field::new("since", Kind::Date, "First date of these"),
    Field::new("latest_z", Kind::Number, "Gi* of the last period"),
    Field::new("trend_z", Kind::Number, "Mann-Kendall, above 0 where it rises"),
    Field::new("trend_p", Kind::Number, "Of the trend, two-sided"),
    Field::new("trend", Kind::Text, "rising, falling or none"),
    Field::new("emerging", Kind::Flag, "Hot in the last period, and new or growing"),
];

const REPEAT_LOCATIONS: [Field; 10] = [
    Field::new("rank", Kind::Integer, "1 has the most"),
    Field::new("count", Kind::Integer, "Incidents"),
    Field::new("share_fraction", Kind::Number, "Part of all incidents, 0 to 1"),
    Field::new("label", Kind::Text, "What the place is called"),
    Field::new("snapped", Kind::Flag, "A map point, not an address"),
    Field::new("first", Kind::Date, "When the first incident began"),
    Field::new("last", Kind::Date, "When the last incident ended"),
    Field::new("distinct_days", Kind::Integer, "Days with an incident"),
    Field::new("median_gap_days", Kind::Number, "Days between one incident and the next, the median"),
    Field::new("category", Kind::Text, "The most frequent category"),
];

const NEAR_REPEAT_ZONES: [Field; 8] = [
    Field::new("incident", Kind::Integer, "Number of the incident in its middle"),
    Field::new("category", Kind::Text, "Its category"),
    Field::new("date", Kind::Date, "When it happened"),
    Field::new("age_days", Kind::Integer, "Days since then"),
    Field::new("radius_m", Kind::Number, "Radius, metres; 0 where only the place itself is raised"),
    Field::new("until", Kind::Date, "The first date without the zone"),
    Field::new("ratio", Kind::Number, "Times as likely as chance would make another incident"),
    Field::new("overlapping", Kind::Integer, "Other zones that it touches"),
];

const AREAS: [Field; 5] = [
    Field::new("code", Kind::Text, "The area's code"),
    Field::new("name", Kind::Text, "Its name"),
    Field::new("population", Kind::Number, "Residents"),
    Field::new("count", Kind::Integer, "Incidents"),
    Field::new("rate_per_1000", Kind::Number, "Incidents per 1,000 residents"),
];

/// The collections that may be seen, in the order in which they are listed.
pub fn catalog(snapshot: &Snapshot, sight: &Sight) -> Vec<Collection> {
    let one = |source, id: &str, title: &str, description: &str| Collection {
        source,
        id: id.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
    };
    let mut all = vec![
        one(
            Source::HotSpots,
            "hotspots",
            "Hot and cold spots",
            "H3 cells with more or fewer incidents around them than chance puts there: Gi*, false discoveries controlled.",
        ),
        one(
            Source::Emerging,
            "emerging",
            "Emerging hot spots",
            "H3 cells by how their hot or cold spot came about: Gi* a period, Mann-Kendall over the periods.",
        ),
        one(
            Source::RepeatLocations,
            "repeat-locations",
            "Repeat locations",
            "Locations with two incidents or more, the most first.",
        ),
        one(
            Source::NearRepeatZones,
            "near-repeat-zones",
            "Near-repeat zones",
            "Circles round recent incidents in which another is more likely than chance would make it, on the last day of the data.",
        ),
    ];
    for (number, layer) in snapshot.index().layers().iter().enumerate() {
        let name = layer.name();
        all.push(Collection {
            source: Source::Areas(number),
            id: format!("areas-{name}"),
            title: format!("Areas: {name}"),
            description: format!("The areas of the layer {name} with their incidents and rates."),
        });
    }
    all.extend(snapshot.forecasts().named("latest").ok().map(risk_areas));
    let incidents = "Every incident with its window, place and source. For analysts.";
    all.push(one(Source::Incidents, "incidents", "Incidents", incidents));
    if snapshot.agreement().is_some() {
        let bands =
            "The cells that the latest forecast puts into the first 1, 5 and 20 % of the area. Without numbers.";
        all.push(one(Source::RiskBands, "risk-bands", "Risk areas by bands", bands));
    }
    all.retain(|collection| sight.admits(collection.source.audience()).is_ok());
    all
}

/// The cells of the stored forecast whose period begins last.
fn risk_areas(forecast: &Entry) -> Collection {
    let Entry { id, header, is_replay, .. } = forecast;
    let replay = if *is_replay { ", a replay made after its period had begun" } else { "" };
    Collection {
        source: Source::Risk(*id),
        id: "risk-areas".to_owned(),
        title: "Risk areas".to_owned(),
        description: format!(
            "Incidents expected in each cell from {} until {} by forecast {id} ({}{replay}), beside the best plain count. Filter of the \
             incidents: {:?}.",
            header.origin,
            header.ends,
            header.model,
            header.filter.to_string(),
        ),
    }
}

/// The collection called `id`; one that the viewer may not see is not there.
pub fn find(snapshot: &Snapshot, sight: &Sight, id: &str) -> Result<Collection, ApiError> {
    let found = catalog(snapshot, sight).into_iter().find(|collection| collection.id == id);
    found.ok_or_else(|| ApiError::not_found("collection", id))
}

impl Collection {
    pub fn fields(&self) -> &'static [Field] {
        match self.source {
            Source::Risk(_) => &RISK,
            Source::RiskBands => &RISK_BANDS,
            Source::HotSpots => &HOT_SPOTS,
            Source::Emerging => &EMERGING,
            Source::RepeatLocations => &REPEAT_LOCATIONS,
            Source::NearRepeatZones => &NEAR_REPEAT_ZONES,
            Source::Areas(_) => &AREAS,
            Source::Incidents => &incident_features::FIELDS,
        }
    }

    pub fn has_points(&self) -> bool {
        matches!(self.source, Source::RepeatLocations | Source::Incidents)
    }

    /// Whether another choice of incidents can be asked for: the analyses and counts are made anew for it.
    pub fn is_derived(&self) -> bool {
        !matches!(self.source, Source::Incidents | Source::Risk(_) | Source::RiskBands)
    }

    /// The tiles of the same things, and the parameters that choose them.
    pub fn tiles(&self, snapshot: &Snapshot) -> Option<(TiledLayer, Vec<(String, String)>)> {
        let layer = match self.source {
            Source::Risk(id) => return Some((TiledLayer::Risk, vec![("forecast".to_owned(), id.to_string())])),
            Source::RiskBands => TiledLayer::RiskBands,
            Source::HotSpots => TiledLayer::HotSpots,
            Source::Emerging => TiledLayer::EmergingHotSpots,
            Source::RepeatLocations => TiledLayer::RepeatLocations,
            Source::Incidents => TiledLayer::Incidents,
            Source::Areas(number) => {
                let name = snapshot.index().layers()[number].name().to_owned();
                return Some((TiledLayer::Areas, vec![("layer".to_owned(), name)]));
            }
            Source::NearRepeatZones => return None,
        };
        Some((layer, Vec::new()))
    }

    /// Its address under `base`.
    pub fn href(&self, base: &str) -> String {
        format!("{base}/collections/{}", segment(&self.id))
    }

    /// Its description as Features Part 1 and 2 want it.
    pub fn document(&self, snapshot: &Snapshot, base: &str) -> Value {
        let here = self.href(base);
        let mut links = vec![
            link(format!("{here}?f=json"), "self", JSON, &self.title),
            link(format!("{here}?f=html"), "alternate", HTML, "This document as a page"),
            link(format!("{here}/items?f=json"), "items", GEO_JSON, "The features"),
            link(format!("{here}/items?f=html"), "items", HTML, "The features as a page"),
            link(format!("{here}/queryables?f=json"), &ogc_rel("queryables"), SCHEMA, "What can be asked about"),
        ];
        if self.tiles(snapshot).is_some() {
            links.push(link(format!("{here}/tiles?f=json"), &ogc_rel("tilesets-vector"), JSON, "Vector tiles"));
        }
        json!({
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "attribution": snapshot.attribution().join(", "),
            "links": links,
            "extent": extent(snapshot),
            "itemType": "feature",
            "crs": Crs::ALL.map(Crs::uri),
            "storageCrs": Crs::Crs84.uri(),
        })
    }
}

fn extent(snapshot: &Snapshot) -> Value {
    let bounds = snapshot.results().extent();
    let written = |second: i64| jiff::Timestamp::from_second(second).ok().map(|it| it.to_string());
    let span = snapshot.index().incidents().span();
    let (from, to) = (span.and_then(|span| written(span.start())), span.and_then(|span| written(span.end())));
    json!({
        "spatial": {
            "bbox": [[bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y]],
            "crs": Crs::Crs84.uri(),
        },
        "temporal": {
            "interval": [[from, to]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        },
    })
}
