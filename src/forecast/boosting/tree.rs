use std::ops::Range;

use rayon::prelude::*;

use super::bins::Bins;

/// What a leaf must have so that its value is no accident.
const LEAST_CURVATURE: f64 = 1e-3;

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
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Leaf(f64),
    /// To the left up to and with the threshold.
    Split {
        column: usize,
        threshold: f32,
        left: usize,
        right: usize,
    },
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
    let mut nodes = vec![Node::Leaf(0.0)];
    let mut growing =
        vec![Growing { node: 0, rows: 0..order.len(), slope, cut: best_cut(bins, slopes, &order, slope, growth) }];
    while growing.len() < growth.leaves {
        let Some((leaf, cut)) = greatest(&growing) else { break };
        let parent = growing.swap_remove(leaf);
        let middle = parent.rows.start + part(&mut order[parent.rows.clone()], bins.of(cut.column), cut.bin);
        let (left, right) = (nodes.len(), nodes.len() + 1);
        nodes[parent.node] =
            Node::Split { column: cut.column, threshold: bins.edges(cut.column)[cut.bin], left, right };
        nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
        let halves = [
            (left, parent.rows.start..middle, cut.left),
            (right, middle..parent.rows.end, parent.slope.minus(cut.left)),
        ];
        for (node, rows, slope) in halves {
            let cut = best_cut(bins, slopes, &order[rows.clone()], slope, growth);
            growing.push(Growing { node, rows, slope, cut });
        }
    }
    for leaf in growing {
        let value =
            -growth.learning_rate * leaf.slope.gradient / (leaf.slope.curvature + growth.ridge).max(f64::MIN_POSITIVE);
        nodes[leaf.node] = Node::Leaf(value);
        order[leaf.rows].iter().for_each(|&row| raw[row as usize] += value);
    }
    Tree { nodes }
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
    let of_column = |column: usize| best_cut_of_column(bins, column, slopes, rows, whole, growth);
    let cuts: Vec<Option<Cut>> = (0..bins.columns()).into_par_iter().map(of_column).collect();
    // The first of equals, whatever the threads did.
    cuts.into_iter().flatten().reduce(|best, cut| if cut.gain > best.gain { cut } else { best })
}

fn best_cut_of_column(
    bins: &Bins,
    column: usize,
    slopes: &[Slope],
    rows: &[u32],
    whole: Slope,
    growth: &Growth,
) -> Option<Cut> {
    let edges = bins.edges(column).len();
    if edges == 0 {
        return None;
    }
    let mut histogram = vec![(Slope::default(), 0_usize); edges + 1];
    let of = bins.of(column);
    for &row in rows {
        let (slope, count) = &mut histogram[usize::from(of[row as usize])];
        *slope = slope.plus(slopes[row as usize]);
        *count += 1;
    }
    let mut best: Option<Cut> = None;
    let (mut left, mut count) = (Slope::default(), 0);
    for (bin, (slope, rows_of_bin)) in histogram[..edges].iter().enumerate() {
        left = left.plus(*slope);
        count += rows_of_bin;
        let right = whole.minus(left);
        if count < growth.least_rows_a_leaf || left.curvature < LEAST_CURVATURE {
            continue;
        }
        if rows.len() - count < growth.least_rows_a_leaf || right.curvature < LEAST_CURVATURE {
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
    /// What the tree adds to the raw prediction of a row of values.
    pub(super) fn value(&self, row: &[f32]) -> f64 {
        let mut node = 0;
        loop {
            match self.nodes[node] {
                Node::Leaf(value) => return value,
                Node::Split { column, threshold, left, right } => {
                    node = if row[column] <= threshold { left } else { right }
                }
            }
        }
    }
}
