use geo_types::Coord;

use super::mercator::{TILE_EXTENT, TileId};

/// Squares along a tile's side: 32 pixels of 512.
const SQUARES: usize = 16;

/// Points of a tile that lie together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// The mean of their places, degrees.
    pub degrees: Coord<f64>,
    /// The sum of their weights.
    pub count: u64,
    /// The number of the first of them, in the order given.
    pub first: usize,
}

/// Gathers the points of one tile, each with a weight, into squares of a sixteenth of its side: what can be drawn of very many.
///
/// `points` are [world](super::mercator::world) fractions. Points outside the tile are skipped; those on its west and north edge
/// belong to it, so that every point is in one cluster of a zoom. Clusters come row by row from the north-west.
pub fn cluster(points: impl IntoIterator<Item = (Coord<f64>, u32)>, tile: TileId) -> Vec<Cluster> {
    let mut squares = vec![Sum::default(); SQUARES * SQUARES];
    let square_units = f64::from(TILE_EXTENT) / SQUARES as f64;
    let within = 0.0..f64::from(TILE_EXTENT);
    for (number, (world, weight)) in points.into_iter().enumerate() {
        let at = tile.units_of_world(world);
        if within.contains(&at.x) && within.contains(&at.y) && weight > 0 {
            let square = (at.y / square_units) as usize * SQUARES + (at.x / square_units) as usize;
            squares[square].add(number, at, weight);
        }
    }
    squares.iter().filter_map(|sum| sum.cluster(tile)).collect()
}

#[derive(Clone, Copy, Default)]
struct Sum {
    x: f64,
    y: f64,
    count: u64,
    first: usize,
}

impl Sum {
    fn add(&mut self, number: usize, at: Coord<f64>, weight: u32) {
        if self.count == 0 {
            self.first = number;
        }
        self.x += at.x * f64::from(weight);
        self.y += at.y * f64::from(weight);
        self.count += u64::from(weight);
    }

    fn cluster(self, tile: TileId) -> Option<Cluster> {
        let count = (self.count > 0).then_some(self.count)?;
        let mean = Coord { x: self.x / count as f64, y: self.y / count as f64 };
        Some(Cluster { degrees: tile.degrees_of(mean), count, first: self.first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::mercator::world;

    #[test]
    fn by_hand() {
        let tile = TileId::new(10, 513, 339).unwrap();
        let at = |x: f64, y: f64| world(tile.degrees_of(Coord { x, y }));
        let points =
            [(at(5000.0, 10.0), 9), (at(10.0, 10.0), 1), (at(30.0, 50.0), 3), (at(300.0, 10.0), 2), (at(1.0, 1.0), 0)];
        let found = cluster(points, tile);
        assert_eq!(found.iter().map(|it| (it.count, it.first)).collect::<Vec<_>>(), [(4, 1), (2, 3)]);
        let mean = tile.units_of(found[0].degrees);
        assert!((mean.x - 25.0).abs() < 1e-6 && (mean.y - 40.0).abs() < 1e-6);
    }

    #[test]
    fn no_point_is_lost_or_counted_twice() {
        let parent = TileId::new(9, 256, 169).unwrap();
        let points: Vec<_> = (0..500)
            .map(|i| {
                let step = f64::from(i);
                (world(parent.degrees_of(Coord { x: (step * 37.7) % 4096.0, y: (step * 91.3) % 4096.0 })), 1)
            })
            .collect();
        let children = [(512, 338), (513, 338), (512, 339), (513, 339)].map(|(x, y)| TileId::new(10, x, y).unwrap());
        let sum = |tile| cluster(points.iter().copied(), tile).iter().map(|it| it.count).sum::<u64>();
        assert_eq!(sum(parent), 500);
        assert_eq!(children.map(sum).iter().sum::<u64>(), 500);
    }

    #[test]
    fn nothing() {
        assert!(cluster([], TileId::new(0, 0, 0).unwrap()).is_empty());
    }
}
