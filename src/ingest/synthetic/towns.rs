use serde::Deserialize;

use super::error::SyntheticError;
use super::ground::distance2;
use crate::space::LngLat;

const FILE: &str = "towns.geojson";
const TOWNS: &str = include_str!("../../../data/demo/towns.geojson");

/// A town, for labels.
#[derive(Clone, Debug)]
pub struct Town {
    pub name: String,
    pub centre: LngLat,
    /// Postcode places nearest to it: how large it is.
    pub places: u32,
}

#[derive(Deserialize)]
struct TownFeatures {
    features: Vec<TownFeature>,
}

#[derive(Deserialize)]
struct TownFeature {
    properties: TownProperties,
    geometry: TownPoint,
}

#[derive(Deserialize)]
struct TownProperties {
    name: String,
    places: u32,
}

#[derive(Deserialize)]
struct TownPoint {
    coordinates: [f64; 2],
}

/// The towns that are built into the program.
pub(super) fn read_towns() -> Result<Vec<Town>, SyntheticError> {
    let read: TownFeatures =
        serde_json::from_str(TOWNS).map_err(|source| SyntheticError::Json { file: FILE, source })?;
    let town = |feature: TownFeature| {
        let [lng, lat] = feature.geometry.coordinates;
        let centre = LngLat::new(lng, lat).map_err(|source| SyntheticError::Place { file: FILE, source })?;
        Ok(Town { name: feature.properties.name, centre, places: feature.properties.places })
    };
    read.features.into_iter().map(town).collect()
}

/// The position of the town whose centre is nearest.
pub(super) fn nearest_town(at: LngLat, towns: &[Town]) -> Result<usize, SyntheticError> {
    let distance = |town: &Town| distance2(town.centre, at);
    let nearest = (0..towns.len()).min_by(|&a, &b| distance(&towns[a]).total_cmp(&distance(&towns[b])));
    nearest.ok_or(SyntheticError::Empty("towns"))
}
