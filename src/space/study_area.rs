use geo::{Area as _, BoundingRect, ConvexHull, CoordsIter, Densify, Euclidean, MapCoords, unary_union};
use geo_types::{Coord, MultiPoint, MultiPolygon, Point, Polygon, Rect};
use thiserror::Error;

use super::area::AreaLayer;
use super::lng_lat::LngLat;
use super::metres::{Metres, Planar};
use super::polygon_index::PolygonIndex;
use super::projection::Projection;

/// The ground that is studied: where incidents count, what densities are per km² of, and what a grid covers.
///
/// It must not cross the 180th meridian.
#[derive(Clone, Debug)]
pub struct StudyArea {
    projection: Projection,
    bounds: Rect<f64>,
    shape: MultiPolygon<f64>,
    planar_shape: MultiPolygon<f64>,
    index: PolygonIndex,
}

/// Why there is no study area.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum StudyAreaError {
    #[error("the areas enclose nothing, so there is no study area")]
    NoArea,
    #[error("there is no located point to draw a study area around")]
    NoPoints,
}

/// How far the study area reaches beyond the outermost points it was drawn around.
const REACH: Metres = Metres(1000.0);

/// Sides of the polygon that stands for a circle; it encloses the circle, and exceeds it by at most 0.5 %.
const CIRCLE_SIDES: usize = 32;

/// Sides are cut into pieces of at most this many degrees (330 to 560 m) before they are projected: a side is straight in longitude
/// and latitude, and bends by less than a centimetre over such a piece on the flat map.
const PIECE_DEG: f64 = 0.005;

/// The like for sides that are straight on the flat map, where a metre matters little.
const PIECE_M: f64 = 5000.0;

impl StudyArea {
    /// All areas of a layer together.
    pub fn from_layer(layer: &AreaLayer) -> Result<Self, StudyAreaError> {
        Self::from_shape(unary_union(layer.areas().iter().map(|area| &area.shape)))
    }

    /// The convex hull of points, 1 km wider.
    ///
    /// For want of boundaries. It depends on the outermost points: a single wrong coordinate widens it, so give a layer
    /// where there is one.
    pub fn around(points: impl Iterator<Item = LngLat>) -> Result<Self, StudyAreaError> {
        let places: MultiPoint<f64> = points.map(|place| Point::from(place.coord())).collect();
        let hull = MultiPolygon::from(places.convex_hull());
        let centre = hull.bounding_rect().ok_or(StudyAreaError::NoPoints)?.center();
        let projection = Projection::for_place(place(centre));
        let planar: MultiPoint<f64> = to_planar(&hull, &projection).coords_iter().flat_map(circle).collect();
        let wider = Euclidean.densify(&planar.convex_hull(), PIECE_M);
        Self::from_shape(wider.map_coords(|coord| projection.inverse(Planar { x: coord.x, y: coord.y }).coord()).into())
    }

    /// The like; a circle of 1 km in Greenwich where there is no point, so that nothing can be served all the same.
    pub fn around_any(points: impl Iterator<Item = LngLat>) -> Result<Self, StudyAreaError> {
        let mut points = points.peekable();
        if points.peek().is_some() { Self::around(points) } else { Self::around(LngLat::new(0.0, 51.48).into_iter()) }
    }

    /// `shape` in longitude and latitude, degrees, valid and in range.
    fn from_shape(shape: MultiPolygon<f64>) -> Result<Self, StudyAreaError> {
        let bounds = shape.bounding_rect().ok_or(StudyAreaError::NoArea)?;
        let projection = Projection::for_place(place(bounds.center()));
        let planar_shape = to_planar(&shape, &projection);
        if planar_shape.unsigned_area() == 0.0 {
            return Err(StudyAreaError::NoArea);
        }
        let index = PolygonIndex::new([&shape].into_iter());
        Ok(Self { projection, bounds, shape, planar_shape, index })
    }

    /// The flat map of this study area.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Whether a place lies inside; of the edge, western and southern sides do.
    pub fn contains(&self, place: LngLat) -> bool {
        self.index.find(place.coord()).is_some()
    }

    /// On the flat map, without holes. On the British National Grid this is within 0.1 % of the ground.
    pub fn area_km2(&self) -> f64 {
        self.planar_shape.unsigned_area() / 1e6
    }

    /// The smallest box of longitude (x) and latitude (y), degrees.
    pub fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// Longitude and latitude, degrees.
    pub fn shape(&self) -> &MultiPolygon<f64> {
        &self.shape
    }

    /// Metres on the flat map, with corners added along long sides so that it is the same ground to a centimetre.
    pub fn planar_shape(&self) -> &MultiPolygon<f64> {
        &self.planar_shape
    }
}

/// A corner of a shape whose coordinates are known to be in range.
fn place(coord: Coord<f64>) -> LngLat {
    LngLat::new(coord.x, coord.y).expect("corners come from places or from a layer that was checked")
}

fn circle(centre: Coord<f64>) -> impl Iterator<Item = Point<f64>> {
    let half_step = std::f64::consts::PI / CIRCLE_SIDES as f64;
    let radius = REACH.0 / half_step.cos();
    (0..CIRCLE_SIDES).map(move |i| {
        let (sin, cos) = (2.0 * half_step * i as f64).sin_cos();
        Point::new(centre.x + radius * cos, centre.y + radius * sin)
    })
}

fn to_planar(shape: &MultiPolygon<f64>, projection: &Projection) -> MultiPolygon<f64> {
    let fine: MultiPolygon<f64> =
        shape.iter().map(|polygon: &Polygon<f64>| Euclidean.densify(polygon, PIECE_DEG)).collect();
    fine.map_coords(|coord| {
        let planar = projection.forward(place(coord));
        Coord { x: planar.x, y: planar.y }
    })
}

#[cfg(test)]
mod tests {
    use geo::GeodesicArea;

    use super::*;
    use crate::space::area::Area;

    fn rectangle(code: &str, west: f64, east: f64) -> Area {
        let shape = Rect::new((west, 51.5), (east, 52.0)).to_polygon().into();
        Area { code: code.to_owned(), name: String::new(), population: None, deprivation: None, shape }
    }

    #[test]
    fn a_layer_becomes_one_ground_without_inner_edges() {
        let areas = vec![rectangle("W", 0.0, 0.5), rectangle("E", 0.5, 1.0)];
        let study_area = StudyArea::from_layer(&AreaLayer::new("two".into(), areas, vec![]).unwrap()).unwrap();
        assert_eq!(study_area.shape().0.len(), 1);
        assert!(study_area.projection().is_british_national_grid());
        assert!(study_area.contains(LngLat::new(0.5, 51.7).unwrap()));
        assert!(!study_area.contains(LngLat::new(0.5, 52.1).unwrap()));
        let geodesic = study_area.shape().geodesic_area_unsigned() / 1e6;
        assert!((study_area.area_km2() / geodesic - 1.0).abs() < 1e-3);
    }

    #[test]
    fn one_point_gives_a_circle_of_a_kilometre() {
        let study_area = StudyArea::around(std::iter::once(LngLat::new(-122.6, 45.5).unwrap())).unwrap();
        // A regular polygon of 32 sides round a circle of 1 km: 32 tan(π / 32) = 3.1517.
        assert!((study_area.area_km2() - 3.1517).abs() < 1e-3);
    }

    #[test]
    fn every_point_lies_inside_what_is_drawn_around_it() {
        let points: Vec<_> = (0..500)
            .map(|i| LngLat::new(-5.0 + f64::from(i * 37 % 100) * 0.06, 50.5 + f64::from(i * 61 % 97) * 0.06).unwrap())
            .collect();
        let study_area = StudyArea::around(points.iter().copied()).unwrap();
        assert!(points.iter().all(|&place| study_area.contains(place)));
    }

    #[test]
    fn nothing_gives_no_study_area() {
        assert_eq!(StudyArea::around(std::iter::empty()).unwrap_err(), StudyAreaError::NoPoints);
        let empty = AreaLayer::new("none".into(), vec![], vec![]).unwrap();
        assert_eq!(StudyArea::from_layer(&empty).unwrap_err(), StudyAreaError::NoArea);
    }
}
