use std::ops::Range;

use crate::index::CellList;
use crate::space::{Metres, Planar};

/// Density clusters (DBSCAN): the cluster of each point, or `None` for noise.
///
/// A point is a core point when at least `min_points` points, itself included, lie within `radius` of it (distance <=
/// radius). Core points within `radius` of each other share a cluster. Any other point within `radius` of a core point joins
/// the lowest-numbered cluster that reaches it; the rest is noise.
///
/// * `points`: metres, finite, in any order.
/// * Returns one entry a point, in the order of `points`. Clusters are numbered from 0 by their first core point, so that
///   the labels are those of scikit-learn on the same order of points.
/// * No points give no labels; `min_points` of 0 or 1 makes every point a core point.
///
/// Cells have a side of radius / √2, so the core points of a cell share a cluster and only pairs of cells are compared, each
/// until the first pair of core points that is close enough. Cost: about the points of 25 cells for each point that does not
/// lie in a cell of `min_points` itself; the same result for any number of threads.
///
/// Source: Ester M, Kriegel H-P, Sander J, Xu X (1996), A density-based algorithm for discovering clusters, KDD-96, 226-231;
/// cells as in Gan J, Tao Y (2015), DBSCAN revisited, doi:10.1145/2723372.2737792.
///
/// ```
/// use wherenext::analysis::dbscan;
/// use wherenext::space::{Metres, Planar};
///
/// let at = |x: f64| Planar { x, y: 0.0 };
/// let labels = dbscan(&[at(900.0), at(0.0), at(10.0), at(20.0)], Metres(15.0), 3);
/// assert_eq!(labels, [None, Some(0), Some(0), Some(0)]);
/// ```
pub fn dbscan(points: &[Planar], radius: Metres, min_points: usize) -> Vec<Option<u32>> {
    let list = CellList::new(points, Metres(radius.0 / std::f64::consts::SQRT_2 * JUST_BELOW_ONE));
    let is_core = find_core(&list, radius, min_points);
    let cores = CorePoints::new(&list, &is_core);
    let cluster_of_cell = number_clusters(&list, &cores, radius);
    label(&list, &cores, &is_core, &cluster_of_cell, radius, points.len())
}

/// Keeps the diagonal of a cell within the radius whatever the rounding.
const JUST_BELOW_ONE: f64 = 1.0 - 1e-9;
/// Cells this many rows or columns apart can hold points within the radius.
const REACH: u32 = 2;

/// For each position of `list`, whether it is a core point.
fn find_core(list: &CellList, radius: Metres, min_points: usize) -> Vec<bool> {
    list.per_cell(|cell, found| {
        let own = list.positions(&(cell..cell + 1));
        if own.len() >= min_points {
            found.extend(own.map(|_| true));
            return;
        }
        let runs: Vec<Range<usize>> = list.neighbours(cell, REACH).collect();
        found.extend(own.map(|position| {
            let mut near = 0;
            runs.iter().any(|run| {
                near += list.count_in(run, list.at(position), radius) as usize;
                near >= min_points
            })
        }));
    })
}

/// The core points alone, cell by cell.
struct CorePoints {
    at: Vec<Planar>,
    /// First core point of each cell, and the number of core points.
    start: Vec<u32>,
    /// The lowest place of a cell's core points in the caller's order.
    first_source: Vec<Option<u32>>,
}

impl CorePoints {
    fn new(list: &CellList, is_core: &[bool]) -> Self {
        let mut cores = Self { at: Vec::new(), start: vec![0], first_source: Vec::with_capacity(list.n_cells()) };
        for cell in 0..list.n_cells() {
            let positions = list.positions(&(cell..cell + 1)).filter(|&position| is_core[position]);
            cores.first_source.push(positions.clone().map(|position| list.source()[position]).min());
            cores.at.extend(positions.map(|position| list.at(position)));
            cores.start.push(cores.at.len() as u32);
        }
        cores
    }

    fn of(&self, cell: usize) -> &[Planar] {
        &self.at[self.start[cell] as usize..self.start[cell + 1] as usize]
    }

    fn reach(&self, cell: usize, at: Planar, radius: Metres) -> bool {
        self.of(cell).iter().any(|&core| is_near(core, at, radius))
    }
}

fn is_near(a: Planar, b: Planar, radius: Metres) -> bool {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    dx * dx + dy * dy <= radius.0 * radius.0
}

/// The cluster of each cell's core points; `None` for a cell without any.
fn number_clusters(list: &CellList, cores: &CorePoints, radius: Metres) -> Vec<Option<u32>> {
    let links = list.per_cell(|cell, links| {
        if cores.of(cell).is_empty() {
            return;
        }
        let later = list.neighbours(cell, REACH).flatten().filter(|&other| other > cell);
        links.extend(
            later
                .filter(|&other| cores.of(cell).iter().any(|&core| cores.reach(other, core, radius)))
                .map(|other| (cell as u32, other as u32)),
        );
    });
    let mut groups = Groups::new(list.n_cells());
    links.into_iter().for_each(|(a, b)| groups.join(a, b));

    let mut first: Vec<Option<u32>> = vec![None; list.n_cells()];
    for cell in 0..list.n_cells() {
        let root = groups.root(cell as u32) as usize;
        first[root] = [first[root], cores.first_source[cell]].into_iter().flatten().min();
    }
    let mut roots: Vec<(u32, usize)> =
        first.iter().enumerate().filter_map(|(root, &source)| Some((source?, root))).collect();
    roots.sort_unstable();
    let mut number = vec![None; list.n_cells()];
    for (cluster, &(_, root)) in roots.iter().enumerate() {
        number[root] = Some(cluster as u32);
    }
    (0..list.n_cells()).map(|cell| number[groups.root(cell as u32) as usize]).collect()
}

/// Disjoint sets of cells.
struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    fn root(&mut self, mut of: u32) -> u32 {
        while self.parent[of as usize] != of {
            let above = self.parent[self.parent[of as usize] as usize];
            self.parent[of as usize] = above;
            of = above;
        }
        of
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

fn label(
    list: &CellList,
    cores: &CorePoints,
    is_core: &[bool],
    cluster_of_cell: &[Option<u32>],
    radius: Metres,
    n_points: usize,
) -> Vec<Option<u32>> {
    let by_position = list.per_cell(|cell, labels| {
        let reachable: Vec<usize> =
            list.neighbours(cell, REACH).flatten().filter(|&other| !cores.of(other).is_empty()).collect();
        labels.extend(list.positions(&(cell..cell + 1)).map(|position| {
            if is_core[position] {
                return cluster_of_cell[cell];
            }
            let near = |&&other: &&usize| cores.reach(other, list.at(position), radius);
            reachable.iter().filter(near).filter_map(|&other| cluster_of_cell[other]).min()
        }));
    });
    let mut labels = vec![None; n_points];
    for (&source, label) in list.source().iter().zip(by_position) {
        labels[source as usize] = label;
    }
    labels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, prop_assert_eq, proptest};

    use super::*;

    /// The definition, pair by pair.
    fn brute(points: &[Planar], radius: Metres, min_points: usize) -> Vec<Option<u32>> {
        let near = |a: usize, b: usize| is_near(points[a], points[b], radius);
        let all = 0..points.len();
        let core: Vec<bool> = all.clone().map(|a| all.clone().filter(|&b| near(a, b)).count() >= min_points).collect();
        let mut labels = vec![None; points.len()];
        let mut cluster = 0;
        for seed in all.clone() {
            if !core[seed] || labels[seed].is_some() {
                continue;
            }
            labels[seed] = Some(cluster);
            let mut open = vec![seed];
            while let Some(a) = open.pop() {
                for b in all.clone().filter(|&b| near(a, b)) {
                    if labels[b].is_none() {
                        labels[b] = Some(cluster);
                        if core[b] {
                            open.push(b);
                        }
                    }
                }
            }
            cluster += 1;
        }
        labels
    }

    fn points() -> impl Strategy<Value = Vec<Planar>> {
        let whole = (0..120_i32, 0..120_i32).prop_map(|(x, y)| Planar { x: f64::from(x), y: f64::from(y) });
        prop::collection::vec(whole, 0..150)
    }

    proptest! {
        #[test]
        fn labels_are_those_of_the_definition(points in points(), radius in 1..25_i32, min_points in 1..8_usize) {
            let radius = Metres(f64::from(radius));
            prop_assert_eq!(dbscan(&points, radius, min_points), brute(&points, radius, min_points));
        }
    }

    /// scikit-learn 1.9.1: DBSCAN(eps=1.5, min_samples=3).fit_predict on the same ten points.
    #[test]
    fn as_scikit_learn() {
        let points = [(0, 0), (1, 0), (2, 0), (3, 0), (10, 10), (10, 11), (11, 10), (4, 1), (6, 0), (11, 12)]
            .map(|(x, y)| Planar { x: f64::from(x), y: f64::from(y) });
        let expected = [0, 0, 0, 0, 1, 1, 1, 0, -1, 1].map(|label: i32| u32::try_from(label).ok());
        assert_eq!(dbscan(&points, Metres(1.5), 3), expected);
    }

    #[test]
    fn nothing_and_one_place() {
        assert_eq!(dbscan(&[], Metres(10.0), 3), []);
        let same = [Planar { x: 5.0, y: 5.0 }; 4];
        assert_eq!(dbscan(&same, Metres(10.0), 4), [Some(0); 4]);
        assert_eq!(dbscan(&same, Metres(10.0), 5), [None; 4]);
    }
}
