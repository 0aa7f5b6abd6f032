use geo::{BoundingRect, Densify, Euclidean, Intersects};
use geo_types::{Coord, MultiPolygon, Point, Polygon, Rect};
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree};

use super::build::Index;
use super::filter::BoundingBox;
use crate::space::{LngLat, Metres, Planar};

/// Metres from the incidents' origin in single precision, and the row.
pub(super) type Tree = RTree<GeomWithData<[f32; 2], u32>>;

/// An incident and how far away it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    pub row: usize,
    pub distance: Metres,
}

impl Index {
    /// The incidents within `radius` (inclusive) of `place`: nearest first, ties by row. Distances are on the flat map, to 1 cm.
    pub fn within(&self, place: LngLat, radius: Metres) -> Vec<Neighbour> {
        let at = self.offset(place);
        // Single precision may be a centimetre out; the exact distance decides.
        let wider = radius.0 as f32 + 0.05;
        let found = self.tree().locate_within_distance(at, wider * wider);
        let mut found: Vec<Neighbour> = found
            .map(|entry| self.neighbour(place, entry.data))
            .filter(|neighbour| neighbour.distance <= radius)
            .collect();
        sort(&mut found);
        found
    }

    /// The `k` incidents nearest to `place`: nearest first, ties by row.
    pub fn nearest(&self, place: LngLat, k: usize) -> Vec<Neighbour> {
        let at = self.offset(place);
        let mut found: Vec<Neighbour> = Vec::new();
        let mut farthest = f32::INFINITY;
        for entry in self.tree().nearest_neighbor_iter(&at) {
            let distance = entry.distance_2(&at).sqrt();
            if found.len() == k {
                farthest = distance;
            }
            // All that may tie with the last one, so that the row and not the tree's order decides.
            if distance > farthest + 0.05 || k == 0 {
                break;
            }
            found.push(self.neighbour(place, entry.data));
        }
        sort(&mut found);
        found.truncate(k);
        found
    }

    /// The incidents in a shape given in longitude and latitude, its edge included; ascending rows.
    pub fn in_polygon(&self, shape: &MultiPolygon<f64>) -> Vec<usize> {
        let Some(bounds) = shape.bounding_rect() else { return Vec::new() };
        self.rows_in(bounds, |place| shape.intersects(&Point::from(place.coord())))
    }

    /// The incidents in a box of longitude and latitude; ascending rows.
    pub fn in_box(&self, bbox: BoundingBox) -> Vec<usize> {
        let bounds = Rect::new(bbox.south_west().coord(), bbox.north_east().coord());
        self.rows_in(bounds, |place| bbox.contains(place))
    }

    fn rows_in(&self, bounds: Rect<f64>, inside: impl Fn(LngLat) -> bool) -> Vec<usize> {
        let envelope = self.envelope(bounds);
        let entries = self.tree().locate_in_envelope_intersecting(&envelope).map(|entry| entry.data as usize);
        let mut rows: Vec<usize> = entries.filter(|&row| self.incidents().place(row).is_some_and(&inside)).collect();
        rows.sort_unstable();
        rows
    }

    /// A box on the flat map around a box of longitude and latitude.
    fn envelope(&self, bounds: Rect<f64>) -> AABB<[f32; 2]> {
        // Sides bend on the flat map; pieces of a sixty-fourth of the box bend less than the margin for boxes up to a county's size,
        // and for wider ones the margin grows with the square of the box.
        let piece = (bounds.width().max(bounds.height()) / 64.0).max(1e-9);
        let outline: Polygon<f64> = Euclidean.densify(&bounds.to_polygon(), piece);
        let margin = 1.0 + 1e3 * piece * piece * 64.0;
        let corners = outline.exterior().coords().filter_map(|&Coord { x, y }| LngLat::new(x, y).ok());
        let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for at in corners.map(|corner| self.offset(corner)) {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis] - margin as f32);
                high[axis] = high[axis].max(at[axis] + margin as f32);
            }
        }
        AABB::from_corners(low, high)
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| {
            let (x, y) = (self.incidents().x(), self.incidents().y());
            let located = (0..x.len()).filter(|&row| !x[row].is_nan());
            RTree::bulk_load(located.map(|row| GeomWithData::new([x[row], y[row]], row as u32)).collect())
        })
    }

    fn offset(&self, place: LngLat) -> [f32; 2] {
        let (at, origin) = (self.incidents().projection().forward(place), self.incidents().origin());
        [(at.x - origin.x) as f32, (at.y - origin.y) as f32]
    }

    fn neighbour(&self, place: LngLat, row: u32) -> Neighbour {
        let row = row as usize;
        let here: Planar = self.incidents().projection().forward(place);
        let there = self.incidents().planar(row).unwrap_or(here);
        Neighbour { row, distance: here.distance(there) }
    }
}

fn sort(neighbours: &mut [Neighbour]) {
    neighbours.sort_unstable_by(|a, b| a.distance.0.total_cmp(&b.distance.0).then(a.row.cmp(&b.row)));
}
