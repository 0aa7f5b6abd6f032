use geo::{BooleanOps, BoundingRect, MapCoords, Simplify};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon, Rect};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions};
use i_overlay::core::simplify::Simplify as _;
use i_overlay::i_float::int::point::IntPoint;

use super::layer::Column;
use super::mercator::{TILE_EXTENT, TileId};

/// Polygons are cut this far outside the tile (8 pixels of 512), so that their outlines along the cut are not seen.
const BUFFER_UNITS: f64 = 64.0;
/// Half a pixel of 512: what simplification may move an outline by.
const TOLERANCE_UNITS: f64 = 4.0;
/// Rings up to this many points are never simplified: an H3 cell has 6, seldom 10, and one point more to close it.
const MAX_PLAIN_POINTS: usize = 11;

/// A feature's part within one tile.
#[derive(Clone, Debug, PartialEq)]
pub struct TileFeature {
    /// Which of the features given it is.
    pub row: usize,
    pub shape: TileShape,
}

/// A shape in whole tile units: x to the east, y to the south.
#[derive(Clone, Debug, PartialEq)]
pub enum TileShape {
    Point(Coord<i32>),
    /// Outer rings have a positive area under these axes, inner ones a negative.
    Polygons(MultiPolygon<i32>),
}

/// One layer of a tile: what [`cut`] left, and the columns that its rows point into.
#[derive(Clone, Copy, Debug)]
pub struct TileLayer<'a> {
    pub name: &'a str,
    pub features: &'a [TileFeature],
    pub columns: &'a [Column],
}

/// Cuts features (degrees) to one tile, in their order: what every encoding of the tile is written from.
///
/// A point is kept when it lies in the tile, the north and west edges included, so each point is in one tile of a zoom.
/// Polygons are clipped to the tile and a buffer of 64 units, long outlines simplified by half a pixel, and dropped when
/// nothing is left of them at this zoom. Other shapes are refused: no layer has them.
pub fn cut(geometries: &[Option<Geometry<f64>>], tile: TileId) -> Vec<TileFeature> {
    let feature = |(row, geometry): (usize, &Option<Geometry<f64>>)| {
        let shape = match geometry.as_ref()? {
            Geometry::Point(point) => cut_point(point.0, tile).map(TileShape::Point),
            Geometry::Polygon(polygon) => cut_polygons([polygon], tile).map(TileShape::Polygons),
            Geometry::MultiPolygon(polygons) => cut_polygons(polygons, tile).map(TileShape::Polygons),
            _ => None,
        }?;
        Some(TileFeature { row, shape })
    };
    geometries.iter().enumerate().filter_map(feature).collect()
}

/// Rounds down: rounded to the nearest, a point at the east edge would stand in the next tile and be drawn by neither.
fn cut_point(degrees: Coord<f64>, tile: TileId) -> Option<Coord<i32>> {
    let at = tile.units_of(degrees);
    let within = 0.0..f64::from(TILE_EXTENT);
    (within.contains(&at.x) && within.contains(&at.y)).then_some(Coord { x: at.x as i32, y: at.y as i32 })
}

fn cut_polygons<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>, tile: TileId) -> Option<MultiPolygon<i32>> {
    let frame = buffered_frame();
    let mut parts: Vec<Polygon<i32>> = Vec::new();
    for polygon in polygons {
        let Some(bounds) = polygon.bounding_rect() else { continue };
        let north_west = tile.units_of(Coord { x: bounds.min().x, y: bounds.max().y });
        let south_east = tile.units_of(Coord { x: bounds.max().x, y: bounds.min().y });
        let bounds = Rect::new(north_west, south_east);
        if !overlap(&bounds, &frame) {
            continue;
        }
        let projected = simplified(polygon.map_coords(|at| tile.units_of(at)));
        if covers(&frame, &bounds) {
            parts.extend(whole_units(&projected));
        } else {
            parts.extend(projected.intersection(&frame.to_polygon()).iter().flat_map(whole_units));
        }
    }
    (!parts.is_empty()).then_some(MultiPolygon(parts))
}

fn buffered_frame() -> Rect<f64> {
    let far = f64::from(TILE_EXTENT) + BUFFER_UNITS;
    Rect::new(Coord { x: -BUFFER_UNITS, y: -BUFFER_UNITS }, Coord { x: far, y: far })
}

fn overlap(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x < b.max().x && b.min().x < a.max().x && a.min().y < b.max().y && b.min().y < a.max().y
}

fn covers(outer: &Rect<f64>, inner: &Rect<f64>) -> bool {
    outer.min().x <= inner.min().x
        && inner.max().x <= outer.max().x
        && outer.min().y <= inner.min().y
        && inner.max().y <= outer.max().y
}

fn simplified(polygon: Polygon<f64>) -> Polygon<f64> {
    let longest = polygon.interiors().iter().map(|ring| ring.0.len()).fold(polygon.exterior().0.len(), usize::max);
    if longest > MAX_PLAIN_POINTS { polygon.simplify(TOLERANCE_UNITS) } else { polygon }
}

/// Rounds to whole units; nothing when the outer ring encloses nothing any more.
///
/// Rounding moves the points of a long outline onto and across each other, so that one is made valid again (OGC Simple Features),
/// in whole units throughout. A short ring that was convex stays valid.
fn whole_units(polygon: &Polygon<f64>) -> Vec<Polygon<i32>> {
    let Some(exterior) = whole_ring(polygon.exterior(), 1) else { return Vec::new() };
    let interiors: Vec<_> = polygon.interiors().iter().filter_map(|ring| whole_ring(ring, -1)).collect();
    if interiors.is_empty() && exterior.0.len() <= MAX_PLAIN_POINTS {
        return vec![Polygon::new(exterior, interiors)];
    }
    valid(&exterior, &interiors)
}

/// The ground that the rings enclose, as valid polygons.
fn valid(exterior: &LineString<i32>, interiors: &[LineString<i32>]) -> Vec<Polygon<i32>> {
    let contour = |ring: &LineString<i32>| ring.0[1..].iter().map(|at| IntPoint::new(at.x, at.y)).collect::<Vec<_>>();
    let contours: Vec<_> = std::iter::once(exterior).chain(interiors).map(contour).collect();
    let options =
        IntOverlayOptions { output_direction: ContourDirection::CounterClockwise, ogc: true, ..Default::default() };
    let ring = |contour: Vec<IntPoint>| {
        let mut points: Vec<Coord<i32>> = contour.into_iter().map(|at| Coord { x: at.x, y: at.y }).collect();
        points.extend(points.first().copied());
        LineString(points)
    };
    let polygon = |contours: Vec<Vec<IntPoint>>| {
        let mut rings = contours.into_iter().map(ring);
        rings.next().map(|exterior| Polygon::new(exterior, rings.collect()))
    };
    contours.simplify(FillRule::NonZero, options).into_iter().filter_map(polygon).collect()
}

/// `turn` is the sign that the ring's area shall have.
fn whole_ring(ring: &LineString<f64>, turn: i64) -> Option<LineString<i32>> {
    let mut points: Vec<Coord<i32>> =
        ring.0.iter().map(|at| Coord { x: at.x.round() as i32, y: at.y.round() as i32 }).collect();
    points.dedup();
    let area = twice_area(&points);
    if area == 0 {
        return None;
    }
    if area.signum() != turn {
        points.reverse();
    }
    Some(LineString(points))
}

/// The shoelace sum over a closed ring.
fn twice_area(ring: &[Coord<i32>]) -> i64 {
    let cross = |a: Coord<i32>, b: Coord<i32>| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    ring.windows(2).map(|pair| cross(pair[0], pair[1])).sum()
}

#[cfg(test)]
mod tests {
    use geo::{Area, Validation};
    use geo_types::Point;

    use super::*;

    fn tile() -> TileId {
        TileId::new(10, 513, 339).unwrap()
    }

    /// A box in tile units, as degrees.
    fn square(west: f64, north: f64, east: f64, south: f64) -> Polygon<f64> {
        let tile = tile();
        Rect::new(Coord { x: west, y: north }, Coord { x: east, y: south })
            .to_polygon()
            .map_coords(|units| tile.degrees_of(units))
    }

    fn shape(cut: &[TileFeature]) -> &MultiPolygon<i32> {
        match &cut[0].shape {
            TileShape::Polygons(polygons) => polygons,
            TileShape::Point(at) => panic!("{at:?} is no multipolygon"),
        }
    }

    #[test]
    fn a_point_lies_in_one_tile() {
        let edge = TileId::new(10, 514, 339).unwrap().bounds(0.0).min();
        let on_edge = vec![Some(Point::new(edge.x, edge.y + 0.1).into())];
        assert!(cut(&on_edge, tile()).is_empty());
        assert_eq!(cut(&on_edge, TileId::new(10, 514, 339).unwrap()).len(), 1);
    }

    #[test]
    fn inside_across_and_outside() {
        let features =
            [square(10.0, 10.0, 20.0, 20.0), square(4000.0, 0.0, 5000.0, 10.0), square(5000.0, 0.0, 6000.0, 9.0)];
        let cut = cut(&features.map(|polygon| Some(polygon.into())), tile());
        let rows: Vec<_> = cut.iter().map(|feature| feature.row).collect();
        assert_eq!(rows, [0, 1]);
        assert_eq!(shape(&cut).0[0].exterior().0.len(), 5);
        assert_eq!(shape(&cut).map_coords(f64_coord).unsigned_area(), 100.0);
        assert_eq!(shape(&cut[1..]).map_coords(f64_coord).unsigned_area(), 160.0 * 10.0);
    }

    fn f64_coord(at: Coord<i32>) -> Coord<f64> {
        Coord { x: f64::from(at.x), y: f64::from(at.y) }
    }

    #[test]
    fn rings_turn_as_the_specification_says() {
        let hole = square(100.0, 100.0, 200.0, 200.0);
        let polygon = Polygon::new(square(0.0, 0.0, 1000.0, 1000.0).exterior().clone(), vec![hole.exterior().clone()]);
        let cut = cut(&[Some(polygon.into())], tile());
        let polygon = &shape(&cut).0[0];
        assert_eq!(twice_area(&polygon.exterior().0), 2_000_000);
        assert_eq!(twice_area(&polygon.interiors()[0].0), -20_000);
    }

    #[test]
    fn a_coast_stays_valid_when_its_points_are_rounded() {
        // Creeks narrower than a unit, 400 of them, so that both banks are rounded onto each other.
        let mut coast: Vec<Coord<f64>> = Vec::new();
        for creek in 0..400 {
            let y = 100.0 + f64::from(creek) * 8.7;
            let depth = 900.0 + f64::from(creek % 7) * 13.3;
            coast.extend(
                [(200.0, y), (depth, y + 0.2), (depth + 5.3, y - 4.4), (depth, y + 0.4), (200.0, y + 0.5)]
                    .map(|(x, y)| Coord { x, y }),
            );
        }
        coast.extend([(3000.0, 3700.0), (3000.0, 50.0), (200.0, 100.0)].map(|(x, y)| Coord { x, y }));
        let polygon = Polygon::new(LineString(coast), Vec::new()).map_coords(|units| tile().degrees_of(units));
        let cut = cut(&[Some(polygon.clone().into())], tile());
        let made = shape(&cut).map_coords(f64_coord);
        made.0.iter().for_each(|part| part.check_validation().unwrap());
        assert!(
            made.0.iter().all(|part| twice_area(
                &part.map_coords(|at| Coord { x: at.x as i32, y: at.y as i32 }).exterior().0
            ) > 0)
        );
        let area = polygon.map_coords(|degrees| tile().units_of(degrees)).unsigned_area();
        assert!((made.unsigned_area() / area - 1.0).abs() < 0.01);
    }

    #[test]
    fn what_is_too_small_is_dropped() {
        assert!(cut(&[Some(square(10.0, 10.0, 10.2, 10.2).into()), None], tile()).is_empty());
    }

    #[test]
    fn long_outlines_are_simplified_by_half_a_pixel() {
        let tile = tile();
        let circle: Vec<Coord<f64>> = (0..=10_000)
            .map(|step| {
                let angle = f64::from(step) / 10_000.0 * std::f64::consts::TAU;
                tile.degrees_of(Coord { x: 2000.0 + 1500.0 * angle.cos(), y: 2000.0 + 1500.0 * angle.sin() })
            })
            .collect();
        let cut = cut(&[Some(Polygon::new(LineString(circle), Vec::new()).into())], tile);
        let ring = &shape(&cut).0[0].exterior().0;
        assert!(ring.len() < 100, "{} points are left", ring.len());
        let off = |at: &Coord<i32>| (f64_coord(*at).x - 2000.0).hypot(f64_coord(*at).y - 2000.0) - 1500.0;
        assert!(ring.iter().all(|at| off(at).abs() < 1.0));
    }
}
