use geo::CoordsIter;
use geo_types::MultiPolygon;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::deprivation::Deprivation;
use super::lng_lat::{LngLat, LngLatError};
use super::polygon_index::PolygonIndex;

/// A district, ward, census area, beat: a named part of the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// As its publisher codes it, for example E07000071.
    pub code: String,
    pub name: String,
    /// Residents, where known.
    pub population: Option<f64>,
    /// Where known.
    pub deprivation: Option<Deprivation>,
    /// Longitude and latitude, degrees.
    pub shape: MultiPolygon<f64>,
}

/// Areas of one kind, and which of them a place lies in.
///
/// Areas should not overlap; where they do, the first counts. They keep the order that they were given in.
#[derive(Clone, Debug)]
pub struct AreaLayer {
    name: String,
    areas: Vec<Area>,
    lookup: Vec<(String, String)>,
    by_code: FxHashMap<String, usize>,
    by_foreign_code: FxHashMap<String, usize>,
    index: PolygonIndex,
}

/// Why areas are no layer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum AreaLayerError {
    #[error("layer {layer}: code {code:?} stands for more than one area")]
    DuplicateCode { layer: String, code: String },
    #[error("layer {layer}: code {foreign:?} is looked up as {code:?}, and there is no such area")]
    UnknownCode { layer: String, foreign: String, code: String },
    #[error("layer {layer}: code {foreign:?} is looked up as both {first:?} and {second:?}")]
    AmbiguousCode { layer: String, foreign: String, first: String, second: String },
    #[error("layer {layer}: area {code}: {source}")]
    NotOnEarth { layer: String, code: String, source: LngLatError },
}

impl AreaLayer {
    /// `lookup` pairs a foreign code, for example of a census area, with the code of the area in this layer that it lies in: so that
    /// an incident without coordinates has an area.
    pub fn new(name: String, areas: Vec<Area>, lookup: Vec<(String, String)>) -> Result<Self, AreaLayerError> {
        let mut by_code = FxHashMap::default();
        for (i, area) in areas.iter().enumerate() {
            if by_code.insert(area.code.clone(), i).is_some() {
                return Err(AreaLayerError::DuplicateCode { layer: name, code: area.code.clone() });
            }
            if let Err(source) = check_coordinates(&area.shape) {
                return Err(AreaLayerError::NotOnEarth { layer: name, code: area.code.clone(), source });
            }
        }
        let by_foreign_code = index_lookup(&name, &lookup, &by_code)?;
        let index = PolygonIndex::new(areas.iter().map(|area| &area.shape));
        Ok(Self { name, areas, lookup, by_code, by_foreign_code, index })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Areas in the order of their numbers.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Pairs of a foreign code and a code of this layer, as they were given.
    pub fn lookup(&self) -> &[(String, String)] {
        &self.lookup
    }

    /// The number of the area that a place lies in, in tens of nanoseconds.
    ///
    /// A place on an edge that two areas share lies in exactly one of them.
    pub fn find(&self, place: LngLat) -> Option<usize> {
        self.index.find(place.coord())
    }

    /// [`AreaLayer::find`] of many places, in their order, on all cores.
    pub fn find_all(&self, places: &[LngLat]) -> Vec<Option<usize>> {
        places.par_iter().with_min_len(4096).map(|&place| self.find(place)).collect()
    }

    /// The number of the area with this code of the layer's own.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// The number of the area with this code, or to which the lookup takes it.
    pub fn resolve(&self, code: &str) -> Option<usize> {
        self.by_code(code).or_else(|| self.by_foreign_code.get(code).copied())
    }
}

fn check_coordinates(shape: &MultiPolygon<f64>) -> Result<(), LngLatError> {
    shape.coords_iter().try_for_each(|coord| LngLat::new(coord.x, coord.y).map(|_| ()))
}

fn index_lookup(
    layer: &str,
    lookup: &[(String, String)],
    by_code: &FxHashMap<String, usize>,
) -> Result<FxHashMap<String, usize>, AreaLayerError> {
    let mut by_foreign_code = FxHashMap::<String, (usize, &String)>::default();
    for (foreign, code) in lookup {
        let Some(&area) = by_code.get(code) else {
            let (layer, foreign, code) = (layer.to_owned(), foreign.clone(), code.clone());
            return Err(AreaLayerError::UnknownCode { layer, foreign, code });
        };
        match by_foreign_code.insert(foreign.clone(), (area, code)) {
            Some((other, first)) if other != area => {
                let (layer, foreign) = (layer.to_owned(), foreign.clone());
                return Err(AreaLayerError::AmbiguousCode {
                    layer,
                    foreign,
                    first: first.clone(),
                    second: code.clone(),
                });
            }
            _ => {}
        }
    }
    Ok(by_foreign_code.into_iter().map(|(foreign, (area, _))| (foreign, area)).collect())
}

#[cfg(test)]
mod tests {
    use geo_types::Rect;

    use super::*;

    fn area(code: &str, west: f64) -> Area {
        let shape = Rect::new((west, 51.0), (west + 1.0, 52.0)).to_polygon().into();
        Area { code: code.to_owned(), name: format!("Area {code}"), population: None, deprivation: None, shape }
    }

    fn pair(foreign: &str, code: &str) -> (String, String) {
        (foreign.to_owned(), code.to_owned())
    }

    #[test]
    fn places_and_codes_find_their_area() {
        let layer =
            AreaLayer::new("districts".into(), vec![area("A", 0.0), area("B", 1.0)], vec![pair("x", "B")]).unwrap();
        let places = [0.5, 1.0, 1.5, 2.5].map(|lng| LngLat::new(lng, 51.5).unwrap());
        assert_eq!(layer.find_all(&places), [Some(0), Some(1), Some(1), None]);
        assert_eq!((layer.by_code("B"), layer.by_code("x")), (Some(1), None));
        assert_eq!((layer.resolve("A"), layer.resolve("x"), layer.resolve("y")), (Some(0), Some(1), None));
    }

    #[test]
    fn an_empty_layer_holds_no_place() {
        let layer = AreaLayer::new("none".into(), vec![], vec![]).unwrap();
        assert_eq!(layer.find(LngLat::new(0.0, 0.0).unwrap()), None);
    }

    #[test]
    fn contradictions_are_named() {
        let error = |areas, lookup| AreaLayer::new("w".into(), areas, lookup).unwrap_err().to_string();
        assert!(error(vec![area("A", 0.0), area("A", 1.0)], vec![]).contains("\"A\" stands for more than one"));
        assert!(error(vec![area("A", 0.0)], vec![pair("x", "Z")]).contains("no such area"));
        let both = vec![pair("x", "A"), pair("x", "B")];
        assert!(error(vec![area("A", 0.0), area("B", 1.0)], both).contains("both \"A\" and \"B\""));
        assert!(error(vec![area("A", 200.0)], vec![]).contains("longitude"));
    }
}
