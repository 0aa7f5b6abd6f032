use geo::{Contains, InteriorPoint};

use super::error::SyntheticError;
use super::places::{Place, read_places};
use super::published::PolicingArea;
use super::topology::{Geometry, Topology};
use super::towns::{Town, read_towns};
use crate::space::{Area, AreaLayer, AreaLayerError};

const AREAS: &str = include_str!("../../../data/demo/areas.topojson");

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
        deprivation: None,
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
