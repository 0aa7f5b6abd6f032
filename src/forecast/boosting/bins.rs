/// The most bins of a column: what a byte tells apart.
pub(super) const MOST_BINS: usize = 255;

/// Values of columns by the bins they fall in, column-major: all that trees see.
#[derive(Clone, Debug)]
pub(super) struct Bins {
    rows: usize,
    /// Ascending edges of each column; a value belongs to the bin of the edges below it.
    edges: Vec<Vec<f32>>,
    bins: Vec<u8>,
}

impl Bins {
    /// `values`: row-major, `columns` a row. With at most 255 different values a column's edges lie midway between neighbours, else at
    /// the 1/255-quantiles of all values. Cost: a sort a column.
    pub(super) fn new(values: &[f32], columns: usize) -> Self {
        let rows = values.len().checked_div(columns).unwrap_or(0);
        let column = |column: usize| (0..rows).map(move |row| values[row * columns + column]);
        let edges: Vec<Vec<f32>> = (0..columns).map(|index| edges_of(column(index).collect())).collect();
        let bins =
            edges.iter().enumerate().flat_map(|(index, edges)| column(index).map(|value| bin(edges, value))).collect();
        Self { rows, edges, bins }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn columns(&self) -> usize {
        self.edges.len()
    }

    /// Edges of a column: one fewer than its bins.
    pub(super) fn edges(&self, column: usize) -> &[f32] {
        &self.edges[column]
    }

    /// The bins of a column, one a row.
    pub(super) fn of(&self, column: usize) -> &[u8] {
        &self.bins[column * self.rows..(column + 1) * self.rows]
    }
}

fn edges_of(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_unstable_by(f32::total_cmp);
    let mut distinct = values.clone();
    distinct.dedup();
    if distinct.len() <= MOST_BINS {
        return distinct.windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) / 2.0).collect();
    }
    let quantile = |step: usize| values[step * (values.len() - 1) / MOST_BINS];
    let mut edges: Vec<f32> = (1..MOST_BINS).map(quantile).collect();
    edges.dedup();
    edges
}

fn bin(edges: &[f32], value: f32) -> u8 {
    edges.partition_point(|edge| *edge < value) as u8
}
