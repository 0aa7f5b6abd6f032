use geo::{Contains, InteriorPoint};
use serde::Deserialize;

use super::error::SyntheticError;
use super::ground::distance2;
use super::published::PolicingArea;
use super::topology::{Geometry, Topology};
use crate::space::{Area, AreaLayer, AreaLayerError, LngLat};

const AREAS: &str = include_str!("../../../data/demo/areas.topojson");
const PLACES: &[u8] = include_bytes!("../../../data/demo/places.bin");
const TOWNS: &str = include_str!("../../../data/demo/towns.geojson");

/// The ground of the demo county: real districts, neighbourhoods, towns and postcode places (`data/demo/ATTRIBUTION.md`).
#[derive(Clone, Debug)]
pub struct Geography {
    /// In the order of `areas.topojson`.
    pub districts: Vec<Area>,
    /// Lower layer super output areas; their populations are modelled.
    pub neighbourhoods: Vec<Area>,
    /// The built-up parts of towns; the open country belongs to none.
    pub town_areas: Vec<Area>,
    pub towns: Vec<Town>,
    pub(super) places: Vec<Place>,
    /// For each neighbourhood its position in `districts`.
    pub(super) district_of: Vec<usize>,
    /// For each district.
    pub(super) policing: Vec<PolicingArea>,
}

/// A town, for labels.
#[derive(Clone, Debug)]
pub struct Town {
    pub name: String,
    pub centre: LngLat,
    /// Postcode places nearest to it: how large it is.
    pub places: u32,
}

/// Where some postcode lies; incidents happen near it, never at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub at: LngLat,
    pub neighbourhood: usize,
    /// Position of the nearest town.
    pub town: usize,
}

impl Geography {
    /// Reads the geography that is built into the program.
    pub fn built_in() -> Result<Self, SyntheticError> {
        let topology = Topology::parse(AREAS)?;
        let lines = topology.lines();
        let areas = |geometries: &[Geometry]| geometries.iter().map(|g| area(g, &lines)).collect::<Result<Vec<_>, _>>();
        let districts = areas(&topology.objects.districts.geometries)?;
        let neighbourhoods = areas(&topology.objects.neighbourhoods.geometries)?;
        let town_areas = areas(&topology.objects.towns.geometries)?;
        let towns = read_towns()?;
        let policing = districts
            .iter()
            .map(|area| {
                PolicingArea::of_district(&area.name).ok_or_else(|| SyntheticError::PolicingArea(area.name.clone()))
            })
            .collect::<Result<_, _>>()?;
        let district_of = neighbourhoods.iter().map(|area| district_of(area, &districts)).collect::<Result<_, _>>()?;
        let places = read_places(neighbourhoods.len(), &towns)?;
        Ok(Self { districts, neighbourhoods, town_areas, towns, places, district_of, policing })
    }

    /// The area layers `district`, `town` and `neighbourhood`, each with the neighbourhoods' codes as its lookup. The first is
    /// the study area.
    pub fn layers(&self) -> Result<Vec<AreaLayer>, AreaLayerError> {
        let codes = || self.neighbourhoods.iter().map(|area| area.code.clone());
        let districts = self.district_of.iter().map(|&district| self.districts[district].code.clone());
        let in_district = codes().zip(districts).collect();
        let in_town = self.neighbourhoods.iter().filter_map(|area| self.town_of(area)).collect();
        Ok(vec![
            AreaLayer::new("district".into(), self.districts.clone(), in_district)?,
            AreaLayer::new("town".into(), self.town_areas.clone(), in_town)?,
            AreaLayer::new("neighbourhood".into(), self.neighbourhoods.clone(), Vec::new())?,
        ])
    }

    /// The codes of a neighbourhood and of the town that it is a part of.
    fn town_of(&self, neighbourhood: &Area) -> Option<(String, String)> {
        let inside = neighbourhood.shape.interior_point()?;
        let town = self.town_areas.iter().find(|town| town.shape.contains(&inside))?;
        Some((neighbourhood.code.clone(), town.code.clone()))
    }

    /// The policing area of a neighbourhood, by its position.
    pub(super) fn policing_of(&self, neighbourhood: usize) -> PolicingArea {
        self.policing[self.district_of[neighbourhood]]
    }
}

fn area(geometry: &Geometry, lines: &[Vec<geo_types::Coord<f64>>]) -> Result<Area, SyntheticError> {
    Ok(Area {
        code: geometry.id.clone(),
        name: geometry.properties.name.clone(),
        population: Some(f64::from(geometry.properties.residents)),
        shape: geometry.shape(lines)?,
    })
}

/// `Castle Point 004B` lies in `Castle Point`.
fn district_of(neighbourhood: &Area, districts: &[Area]) -> Result<usize, SyntheticError> {
    let name = neighbourhood.name.rsplit_once(' ').map_or("", |(district, _)| district);
    districts
        .iter()
        .position(|district| district.name == name)
        .ok_or_else(|| SyntheticError::District(neighbourhood.name.clone()))
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

fn read_towns() -> Result<Vec<Town>, SyntheticError> {
    let file = "towns.geojson";
    let read: TownFeatures = serde_json::from_str(TOWNS).map_err(|source| SyntheticError::Json { file, source })?;
    let town = |feature: TownFeature| {
        let [lng, lat] = feature.geometry.coordinates;
        let centre = LngLat::new(lng, lat).map_err(|source| SyntheticError::Place { file, source })?;
        Ok(Town { name: feature.properties.name, centre, places: feature.properties.places })
    };
    read.features.into_iter().map(town).collect()
}

/// Layout: `write_places` in `data/demo/make_geography.py`.
fn read_places(neighbourhoods: usize, towns: &[Town]) -> Result<Vec<Place>, SyntheticError> {
    let mut reader = Reader { bytes: PLACES, at: 0 };
    let origin = [reader.double()?, reader.double()?];
    let step = [reader.double()?, reader.double()?];
    let mut places = Vec::with_capacity(PLACES.len() / 4);
    for neighbourhood in 0..neighbourhoods {
        for _ in 0..reader.short()? {
            let lng = origin[0] + f64::from(reader.short()?) * step[0];
            let lat = origin[1] + f64::from(reader.short()?) * step[1];
            let at = LngLat::new(lng, lat).map_err(|source| SyntheticError::Place { file: "places.bin", source })?;
            places.push(Place { at, neighbourhood, town: nearest_town(at, towns)? });
        }
    }
    if reader.at < PLACES.len() { Err(SyntheticError::TooLong(reader.at)) } else { Ok(places) }
}

fn nearest_town(at: LngLat, towns: &[Town]) -> Result<usize, SyntheticError> {
    let distance = |town: &Town| distance2(town.centre, at);
    let nearest = (0..towns.len()).min_by(|&a, &b| distance(&towns[a]).total_cmp(&distance(&towns[b])));
    nearest.ok_or(SyntheticError::Empty("towns"))
}

/// Little-endian values one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], SyntheticError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let value = rest.first_chunk::<N>().ok_or(SyntheticError::Truncated(self.at))?;
        self.at += N;
        Ok(*value)
    }

    fn double(&mut self) -> Result<f64, SyntheticError> {
        self.take().map(f64::from_le_bytes)
    }

    fn short(&mut self) -> Result<u16, SyntheticError> {
        self.take().map(u16::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BooleanOps, Validation};

    use super::*;

    #[test]
    fn the_ground_is_whole() {
        let ground = Geography::built_in().unwrap();
        assert_eq!((ground.districts.len(), ground.neighbourhoods.len(), ground.town_areas.len()), (14, 1077, 51));
        assert_eq!(ground.districts.iter().filter_map(|area| area.population).sum::<f64>(), 1_856_063.0);
        assert_eq!(ground.neighbourhoods.iter().filter_map(|area| area.population).sum::<f64>(), 1_856_063.0);
        assert!(
            ground
                .districts
                .iter()
                .chain(&ground.neighbourhoods)
                .chain(&ground.town_areas)
                .all(|area| area.shape.is_valid())
        );
        let total = |areas: &[Area]| areas.iter().map(|area| area.shape.unsigned_area()).sum::<f64>();
        assert!((total(&ground.districts) - total(&ground.neighbourhoods)).abs() < 1e-9);
        let basildon = &ground.districts[0].shape;
        let brentwood = &ground.districts[2].shape;
        assert!(basildon.intersection(brentwood).unsigned_area() < 1e-9);
    }

    #[test]
    fn a_neighbourhood_is_part_of_one_town_or_of_none() {
        let layers = Geography::built_in().unwrap().layers().unwrap();
        let [districts, towns, neighbourhoods] = layers.as_slice() else { panic!("three layers") };
        assert_eq!(districts.lookup().len(), neighbourhoods.areas().len());
        let of_towns = |layer: &AreaLayer| layer.areas().iter().filter_map(|area| area.population).sum::<f64>();
        let looked_up = |code: &String| neighbourhoods.areas()[neighbourhoods.by_code(code).unwrap()].population;
        let summed: f64 = towns.lookup().iter().filter_map(|(neighbourhood, _)| looked_up(neighbourhood)).sum();
        assert_eq!(of_towns(towns), summed);
    }

    #[test]
    fn places_lie_in_their_neighbourhood() {
        let ground = Geography::built_in().unwrap();
        assert!(ground.places.len() > 25_000);
        // A step of places.bin is 1.4 m: a place at the very edge may fall just outside.
        let outside = |place: &&Place| {
            let at = geo_types::Point(place.at.coord());
            !ground.neighbourhoods[place.neighbourhood].shape.contains(&at)
        };
        assert!(ground.places.iter().filter(outside).count() < 60);
    }

    #[test]
    fn towns_are_where_they_belong() {
        let ground = Geography::built_in().unwrap();
        let chelmsford = ground.towns.iter().find(|town| town.name == "Chelmsford").unwrap();
        let inside =
            ground.districts.iter().find(|area| area.shape.contains(&geo_types::Point(chelmsford.centre.coord())));
        assert_eq!(inside.unwrap().name, "Chelmsford");
    }
}
