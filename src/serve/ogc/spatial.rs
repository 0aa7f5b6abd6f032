use geo::{BoundingRect, CoordsIter, Densify, Euclidean, Intersects, Relate};
use geo_types::{Coord, Geometry, Rect, coord};

use super::crs::Crs;
use super::features::Features;
use crate::serve::error::ApiError;

/// Pieces of a side of a box in metres when it is turned into degrees: sides bend by less than the margin.
const PIECES: f64 = 64.0;
/// Metres from which on a box in metres counts as the whole world: no projection of ours is asked about more.
const FAR_M: f64 = 2e6;

/// The parameter `bbox`: features whose geometry shares a point with it, its edge included, in the system that it was given in.
#[derive(Clone, Debug, PartialEq)]
pub struct Bbox {
    crs: Crs,
    /// In that system, east first: one box, or two on both sides of the 180th meridian.
    boxes: Vec<Rect<f64>>,
    /// Degrees: nothing outside can be inside.
    outer: Vec<Rect<f64>>,
}

impl Bbox {
    /// Four numbers, or six of which the third and the sixth are heights and tell nothing here.
    pub fn read(text: &str, crs: Crs) -> Result<Self, ApiError> {
        let wrong = || {
            let said =
                "is not four numbers (or six with heights), the lower corner first, in the axis order of bbox-crs";
            ApiError::parameter("bbox", format!("bbox: {text:?} {said}"))
        };
        let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse::<f64>()).collect();
        let numbers = numbers.map_err(|_| wrong())?;
        let (low, high) = match numbers[..] {
            [a, b, c, d] | [a, b, _, c, d, _] => (coord! { x: a, y: b }, coord! { x: c, y: d }),
            _ => return Err(wrong()),
        };
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(wrong());
        }
        let (low, high) = (crs.in_axis_order(low), crs.in_axis_order(high));
        let in_world = |at: Coord<f64>| at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
        if low.y > high.y || (crs.is_degrees() && !(in_world(low) && in_world(high))) {
            return Err(wrong());
        }
        let boxes = match (low.x <= high.x, crs.is_degrees()) {
            (true, _) => vec![Rect::new(low, high)],
            (false, true) => {
                vec![Rect::new(low, coord! { x: 180.0, y: high.y }), Rect::new(coord! { x: -180.0, y: low.y }, high)]
            }
            (false, false) => return Err(wrong()),
        };
        let outer = boxes.iter().map(|&it| in_degrees(it, crs)).collect();
        Ok(Self { crs, boxes, outer })
    }

    pub fn admits(&self, features: &dyn Features, row: usize) -> bool {
        let Some(bounds) = features.bounds(row) else { return false };
        if !self.outer.iter().any(|outer| outer.intersects(&bounds)) {
            return false;
        }
        let Some(geometry) = features.geometry(row) else { return false };
        if self.crs.is_degrees() {
            return self.boxes.iter().any(|it| it.intersects(geometry.as_ref()));
        }
        let projected = self.crs.project(&geometry);
        self.boxes.iter().any(|it| it.intersects(&projected))
    }
}

/// A box in degrees that holds `bounds`.
fn in_degrees(bounds: Rect<f64>, crs: Crs) -> Rect<f64> {
    let world = Rect::new(coord! { x: -180.0, y: -90.0 }, coord! { x: 180.0, y: 90.0 });
    let far = |at: Coord<f64>| at.x.abs() > FAR_M || at.y.abs() > FAR_M;
    match crs {
        Crs::Crs84 | Crs::Wgs84 => bounds,
        // Its axes are those of degrees; a hair wider for what rounding does.
        Crs::WebMercator => grown(Rect::new(crs.inverse(bounds.min()), crs.inverse(bounds.max())), 1e-9),
        Crs::BritishNationalGrid if far(bounds.min()) || far(bounds.max()) => world,
        Crs::BritishNationalGrid => {
            let piece = (bounds.width().max(bounds.height()) / PIECES).max(1e-3);
            let outline = Euclidean.densify(&bounds.to_polygon(), piece);
            let corners = outline.exterior_coords_iter().map(|at| crs.inverse(at));
            let (mut low, mut high) = (world.max(), world.min());
            for at in corners {
                low = coord! { x: low.x.min(at.x), y: low.y.min(at.y) };
                high = coord! { x: high.x.max(at.x), y: high.y.max(at.y) };
            }
            // A piece of 62 km, the longest there is, bends by less than 2 km.
            grown(Rect::new(low, high), piece * 1e-6 + 1e-6)
        }
    }
}

fn grown(bounds: Rect<f64>, by: f64) -> Rect<f64> {
    let by = coord! { x: by, y: by };
    Rect::new(bounds.min() - by, bounds.max() + by)
}

/// How two shapes lie, as CQL2 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Intersects,
    Disjoint,
    Within,
    Contains,
    Equals,
    Touches,
    Crosses,
    Overlaps,
}

impl Relation {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "s_intersects" => Self::Intersects,
            "s_disjoint" => Self::Disjoint,
            "s_within" => Self::Within,
            "s_contains" => Self::Contains,
            "s_equals" => Self::Equals,
            "s_touches" => Self::Touches,
            "s_crosses" => Self::Crosses,
            "s_overlaps" => Self::Overlaps,
            _ => return None,
        })
    }

    /// The relation of the second to the first.
    pub fn turned(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            other => other,
        }
    }
}

/// A shape that features are held against, in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    geometry: Geometry<f64>,
    bounds: Rect<f64>,
}

impl Shape {
    /// `None` for a shape without a point.
    pub fn new(geometry: Geometry<f64>) -> Option<Self> {
        let bounds = geometry.bounding_rect()?;
        Some(Self { geometry, bounds })
    }

    /// Whether a feature lies in `relation` to this; unknown without a geometry.
    pub fn holds(&self, relation: Relation, features: &dyn Features, row: usize) -> Option<bool> {
        let bounds = features.bounds(row)?;
        if !self.bounds.intersects(&bounds) {
            return Some(relation == Relation::Disjoint);
        }
        let geometry = features.geometry(row)?;
        Some(match relation {
            Relation::Intersects => self.geometry.intersects(geometry.as_ref()),
            Relation::Disjoint => !self.geometry.intersects(geometry.as_ref()),
            Relation::Within => geometry.relate(&self.geometry).is_within(),
            Relation::Contains => geometry.relate(&self.geometry).is_contains(),
            Relation::Equals => geometry.relate(&self.geometry).is_equal_topo(),
            Relation::Touches => geometry.relate(&self.geometry).is_touches(),
            Relation::Crosses => geometry.relate(&self.geometry).is_crosses(),
            Relation::Overlaps => geometry.relate(&self.geometry).is_overlaps(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_follow_the_order_of_their_axes() {
        let by_lng = Bbox::read("0.2,51.6,0.5,51.9", Crs::Crs84).unwrap();
        let by_lat = Bbox::read("51.6,0.2,51.9,0.5", Crs::Wgs84).unwrap();
        assert_eq!(by_lng.boxes, by_lat.boxes);
        assert_eq!(Bbox::read("0.2,51.6,-10,0.5,51.9,10", Crs::Crs84).unwrap(), by_lng);
        assert_eq!(Bbox::read("170,-10,-170,10", Crs::Crs84).unwrap().boxes.len(), 2);
    }

    #[test]
    fn no_box() {
        for text in ["", "1,2,3", "0,1,2,x", "0,10,1,5", "0,0,1,91", "nan,0,1,1", "1,2,3,4,5"] {
            assert!(Bbox::read(text, Crs::Crs84).is_err(), "{text}");
        }
        assert!(Bbox::read("600000,0,0,100", Crs::BritishNationalGrid).is_err());
    }

    #[test]
    fn the_degrees_round_a_box_of_the_grid_hold_its_places() {
        let bounds = Rect::new(coord! { x: 400_000.0, y: 100_000.0 }, coord! { x: 650_000.0, y: 400_000.0 });
        let outer = in_degrees(bounds, Crs::BritishNationalGrid);
        for step in 0..=1000 {
            let along = f64::from(step) / 1000.0;
            let (x, y) = (bounds.min().x + along * bounds.width(), bounds.min().y + along * bounds.height());
            for at in [
                coord! { x: x, y: bounds.min().y },
                coord! { x: x, y: bounds.max().y },
                coord! { x: bounds.min().x, y: y },
            ] {
                assert!(outer.intersects(&Crs::BritishNationalGrid.inverse(at)));
            }
        }
    }
}
