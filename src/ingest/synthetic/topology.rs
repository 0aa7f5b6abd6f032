use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde::Deserialize;

use super::error::SyntheticError;

const FILE: &str = "areas.topojson";

/// A TopoJSON document of three layers, as far as `data/demo/make_geography.py` writes it.
#[derive(Deserialize)]
pub(super) struct Topology {
    transform: Transform,
    pub objects: Layers,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
pub(super) struct Layers {
    pub neighbourhoods: Layer,
    pub districts: Layer,
    pub towns: Layer,
}

#[derive(Deserialize)]
pub(super) struct Layer {
    pub geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
pub(super) struct Geometry {
    pub id: String,
    pub properties: Properties,
    arcs: Parts,
}

#[derive(Deserialize)]
pub(super) struct Properties {
    pub name: String,
    pub residents: u32,
}

/// Rings as arc numbers: of one polygon, or of several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Parts {
    One(Vec<Vec<i64>>),
    Several(Vec<Vec<Vec<i64>>>),
}

impl Topology {
    pub fn parse(json: &str) -> Result<Self, SyntheticError> {
        serde_json::from_str(json).map_err(|source| SyntheticError::Json { file: FILE, source })
    }

    /// The arcs in degrees: each is kept as its first point in steps and then differences.
    pub fn lines(&self) -> Vec<Vec<Coord<f64>>> {
        let Transform { scale, translate } = &self.transform;
        let place = |at: [i64; 2]| Coord {
            x: at[0] as f64 * scale[0] + translate[0],
            y: at[1] as f64 * scale[1] + translate[1],
        };
        let walk = |arc: &Vec<[i64; 2]>| {
            let mut at = [0, 0];
            arc.iter()
                .map(|step| {
                    at = [at[0] + step[0], at[1] + step[1]];
                    place(at)
                })
                .collect()
        };
        self.arcs.iter().map(walk).collect()
    }
}

impl Geometry {
    /// The shape in degrees; `lines` as [`Topology::lines`] gives them.
    pub fn shape(&self, lines: &[Vec<Coord<f64>>]) -> Result<MultiPolygon<f64>, SyntheticError> {
        let parts = match &self.arcs {
            Parts::One(rings) => std::slice::from_ref(rings),
            Parts::Several(parts) => parts,
        };
        parts.iter().map(|rings| self.polygon(rings, lines)).collect::<Result<Vec<_>, _>>().map(MultiPolygon)
    }

    fn polygon(&self, rings: &[Vec<i64>], lines: &[Vec<Coord<f64>>]) -> Result<Polygon<f64>, SyntheticError> {
        let mut rings = rings.iter().map(|numbers| self.ring(numbers, lines));
        let outer = rings.next().unwrap_or(Err(SyntheticError::Ring { area: self.id.clone(), points: 0 }))?;
        Ok(Polygon::new(outer, rings.collect::<Result<_, _>>()?))
    }

    /// Joins arcs end to end; a negative number `!n` is arc `n` walked backwards.
    fn ring(&self, numbers: &[i64], lines: &[Vec<Coord<f64>>]) -> Result<LineString<f64>, SyntheticError> {
        let mut points: Vec<Coord<f64>> = Vec::new();
        for &number in numbers {
            let backwards = number < 0;
            let index = usize::try_from(if backwards { !number } else { number }).ok();
            let Some(line) = index.and_then(|index| lines.get(index)) else {
                return Err(SyntheticError::Arc { area: self.id.clone(), arc: number, count: lines.len() });
            };
            points.pop();
            if backwards { points.extend(line.iter().rev()) } else { points.extend(line) }
        }
        if points.len() < 4 {
            return Err(SyntheticError::Ring { area: self.id.clone(), points: points.len() });
        }
        Ok(LineString(points))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_TRIANGLES: &str = r#"{
        "transform": {"scale": [0.5, 0.5], "translate": [10, 50]},
        "objects": {
            "neighbourhoods": {"geometries": [
                {"id": "A", "properties": {"name": "X 1", "residents": 3}, "arcs": [[0, 1]]},
                {"id": "B", "properties": {"name": "X 2", "residents": 4}, "arcs": [[[2, -1]]]}]},
            "districts": {"geometries": [{"id": "X", "properties": {"name": "X", "residents": 7}, "arcs": [[7]]}]},
            "towns": {"geometries": []}},
        "arcs": [[[0, 0], [2, 2]], [[2, 2], [-2, 0], [0, -2]], [[0, 0], [2, 0], [0, 2]]]}"#;

    #[test]
    fn neighbours_share_their_arc() {
        let topology = Topology::parse(TWO_TRIANGLES).unwrap();
        let lines = topology.lines();
        let corner = |x, y| Coord { x, y };
        let [a, b] = topology.objects.neighbourhoods.geometries.as_slice() else { panic!("two") };
        let a = &a.shape(&lines).unwrap().0[0];
        assert_eq!(a.exterior().0, [corner(10., 50.), corner(11., 51.), corner(10., 51.), corner(10., 50.)]);
        let b = &b.shape(&lines).unwrap().0[0];
        assert_eq!(b.exterior().0, [corner(10., 50.), corner(11., 50.), corner(11., 51.), corner(10., 50.)]);
    }

    #[test]
    fn a_missing_arc_is_named() {
        let topology = Topology::parse(TWO_TRIANGLES).unwrap();
        let error = topology.objects.districts.geometries[0].shape(&topology.lines()).unwrap_err();
        assert_eq!(error.to_string(), "areas.topojson: X uses arc 7, of 3");
    }
}
