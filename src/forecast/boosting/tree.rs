use std::array;
use std::ops::Range;

use rayon::prelude::*;

use super::bins::{Bins, MOST_BINS};

/// What a leaf must have so that its value is no accident.
const LEAST_CURVATURE: f64 = 1e-3;

const COLUMNS_AT_ONCE: usize = 4;

/// How trees grow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Growth {
    pub leaves: usize,
    pub least_rows_a_leaf: usize,
    /// Added to a leaf's curvature, so that leaves with little evidence say little.
    pub ridge: f64,
    pub learning_rate: f64,
}

/// A regression tree: `nodes[0]` is the root.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Cuts on the longest way to a leaf.
    depth: usize,
}

/// To the left up to and with the threshold; a leaf leads to itself either way, so that a walk needs no question whether it is over.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    column: u32,
    threshold: f32,
    /// Left and right.
    children: [u32; 2],
    /// What a leaf says.
    value: f64,
}

impl Node {
    fn leaf(node: usize) -> Self {
        Self { column: 0, threshold: f32::INFINITY, children: [node as u32; 2], value: 0.0 }
    }
}

/// First and second derivative of the loss by the raw prediction, of one or many rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Slope {
    pub gradient: f64,
    pub curvature: f64,
}

impl Slope {
    fn plus(self, other: Self) -> Self {
        Self { gradient: self.gradient + other.gradient, curvature: self.curvature + other.curvature }
    }

    fn minus(self, other: Self) -> Self {
        Self { gradient: self.gradient - other.gradient, curvature: self.curvature - other.curvature }
    }

    fn gain(self, ridge: f64) -> f64 {
        self.gradient * self.gradient / (self.curvature + ridge)
    }
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    gain: f64,
    column: usize,
    bin: usize,
    left: Slope,
}

struct Growing {
    node: usize,
    depth: usize,
    rows: Range<usize>,
    slope: Slope,
    cut: Option<Cut>,
}

/// Grows a tree on the rows' slopes, the leaf with the greatest gain first; adds its value to each row's `raw` prediction.
///
/// The gain of a cut is G_l² / (H_l + ridge) + G_r² / (H_r + ridge) − G² / (H + ridge), a leaf's value −rate × G / (H + ridge), for sums G of
/// gradients and H of curvatures. A column's histogram is summed by one thread in the order of rows, so that any number of threads gives the
/// same bits. Cost: rows × columns × depth. Source: Friedman 2001, doi:10.1214/aos/1013203451; histograms and leaf-wise growth: Ke et al. 2017
/// (LightGBM), algorithm 1.
pub(super) fn grow(bins: &Bins, slopes: &[Slope], growth: &Growth, raw: &mut [f64]) -> Tree {
    let mut order: Vec<u32> = (0..bins.rows() as u32).collect();
    let slope = slopes.iter().fold(Slope::default(), |sum, slope| sum.plus(*slope));
    let mut nodes = vec![Node::leaf(0)];
    let cut = best_cut(bins, slopes, &order, slope, growth);
    let mut growing = vec![Growing { node: 0, depth: 0, rows: 0..order.len(), slope, cut }];
    while growing.len() < growth.leaves {
        let Some((leaf, cut)) = greatest(&growing) else { break };
        let parent = growing.swap_remove(leaf);
        let middle = parent.rows.start + part(&mut order[parent.rows.clone()], bins.of(cut.column), cut.bin);
        let (left, right) = (nodes.len(), nodes.len() + 1);
        nodes[parent.node] = Node {
            column: cut.column as u32,
            threshold: bins.edges(cut.column)[cut.bin],
            children: [left as u32, right as u32],
            value: 0.0,
        };
        nodes.extend([Node::leaf(left), Node::leaf(right)]);
        let halves = [
            (left, parent.rows.start..middle, cut.left),
            (right, middle..parent.rows.end, parent.slope.minus(cut.left)),
        ];
        for (node, rows, slope) in halves {
            let cut = best_cut(bins, slopes, &order[rows.clone()], slope, growth);
            growing.push(Growing { node, depth: parent.depth + 1, rows, slope, cut });
        }
    }
    let depth = growing.iter().map(|leaf| leaf.depth).max().unwrap_or(0);
    for leaf in growing {
        let value =
            -growth.learning_rate * leaf.slope.gradient / (leaf.slope.curvature + growth.ridge).max(f64::MIN_POSITIVE);
        nodes[leaf.node].value = value;
        order[leaf.rows].iter().for_each(|&row| raw[row as usize] += value);
    }
    Tree { nodes, depth }
}

fn greatest(growing: &[Growing]) -> Option<(usize, Cut)> {
    let cuts =
        growing.iter().enumerate().filter_map(|(leaf, growing)| growing.cut.map(|cut| (leaf, growing.node, cut)));
    let best = cuts.max_by(|a, b| a.2.gain.total_cmp(&b.2.gain).then(b.1.cmp(&a.1)));
    best.map(|(leaf, _, cut)| (leaf, cut))
}

/// Moves rows up to and with `bin` to the front, in order; gives how many they are.
fn part(rows: &mut [u32], bins: &[u8], bin: usize) -> usize {
    let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|&&row| usize::from(bins[row as usize]) <= bin);
    rows[..left.len()].copy_from_slice(&left);
    rows[left.len()..].copy_from_slice(&right);
    left.len()
}

fn best_cut(bins: &Bins, slopes: &[Slope], rows: &[u32], whole: Slope, growth: &Growth) -> Option<Cut> {
    if rows.len() < 2 * growth.least_rows_a_leaf.max(1) {
        return None;
    }
    let of_rows: Vec<(u32, Slope)> = rows.iter().map(|&row| (row, slopes[row as usize])).collect();
    let groups = bins.columns().div_ceil(COLUMNS_AT_ONCE);
    let of_group = |group: usize| {
        let first = group * COLUMNS_AT_ONCE;
        let histograms = histograms(bins, first, &of_rows);
        let columns = (first..bins.columns()).zip(&histograms);
        columns
            .map(|(column, histogram)| best_cut_of_column(bins, column, histogram, rows.len(), whole, growth))
            .collect()
    };
    let cuts: Vec<Vec<Option<Cut>>> = (0..groups).into_par_iter().map(of_group).collect();
    // The first of equals, whatever the threads did.
    cuts.into_iter().flatten().flatten().reduce(|best, cut| if cut.gain > best.gain { cut } else { best })
}

/// What the rows of each bin have together; as many as a byte tells apart.
type Histogram = [(Slope, u32); MOST_BINS + 1];

/// Of four columns from `first` on. They are summed side by side, as in a column where most rows share a bin each sum waits for the one before.
fn histograms(bins: &Bins, first: usize, rows: &[(u32, Slope)]) -> Vec<Histogram> {
    let mut found = vec![[(Slope::default(), 0); MOST_BINS + 1]; COLUMNS_AT_ONCE];
    // Where there are fewer than four left, the last one is summed again, and not looked at.
    let of = array::from_fn::<_, COLUMNS_AT_ONCE, _>(|column| bins.of((first + column).min(bins.columns() - 1)));
    for (row, slope) in rows {
        for (histogram, of) in found.iter_mut().zip(of) {
            let (sum, count) = &mut histogram[usize::from(of[*row as usize])];
            *sum = sum.plus(*slope);
            *count += 1;
        }
    }
    found
}

fn best_cut_of_column(
    bins: &Bins,
    column: usize,
    histogram: &Histogram,
    rows: usize,
    whole: Slope,
    growth: &Growth,
) -> Option<Cut> {
    let mut best: Option<Cut> = None;
    let (mut left, mut count) = (Slope::default(), 0);
    for (bin, (slope, rows_of_bin)) in histogram[..bins.edges(column).len()].iter().enumerate() {
        left = left.plus(*slope);
        count += *rows_of_bin as usize;
        let right = whole.minus(left);
        if count < growth.least_rows_a_leaf || left.curvature < LEAST_CURVATURE {
            continue;
        }
        if rows - count < growth.least_rows_a_leaf || right.curvature < LEAST_CURVATURE {
            break;
        }
        let gain = left.gain(growth.ridge) + right.gain(growth.ridge) - whole.gain(growth.ridge);
        if gain > best.map_or(0.0, |best| best.gain) {
            best = Some(Cut { gain, column, bin, left });
        }
    }
    best
}

impl Tree {
    /// Adds what the tree says of each of `rows`, `columns` values each, to its sum.
    pub(super) fn add_to(&self, rows: &[f32], columns: usize, sums: &mut [f64]) {
        for (row, sum) in rows.chunks_exact(columns).zip(sums) {
            let mut node = &self.nodes[0];
            for _ in 0..self.depth {
                node = &self.nodes[node.children[usize::from(row[node.column as usize] > node.threshold)] as usize];
            }
            *sum += node.value;
        }
    }
}
