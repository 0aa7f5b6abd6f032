use rayon::prelude::*;

/// How lattice rows are shared out: bands of a power of two rows, each filled by one thread.
///
/// A point belongs to every band that one of its rows falls in. The bands and the order of points in them do not depend on the
/// number of threads, and so neither does any sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bands {
    rows: usize,
    height_log2: u32,
    /// Rows that a point reaches to each side of the one nearest to it.
    reach: usize,
}

impl Bands {
    /// Bands of `rows` rows of `bytes_per_row`, of which a band fits a second-level cache.
    pub fn new(rows: usize, bytes_per_row: usize, reach: usize) -> Self {
        const BAND_BYTES: usize = 384 << 10;
        let fitting = (BAND_BYTES / bytes_per_row.max(1)).clamp(8, 64).max(reach * 2);
        Self { rows, height_log2: fitting.ilog2(), reach }
    }

    pub fn height(&self) -> usize {
        1 << self.height_log2
    }

    pub fn count(&self) -> usize {
        self.rows.div_ceil(self.height())
    }

    /// The bands that a point at row coordinate `y` belongs to, first and last; `None` when it reaches no row.
    fn of(&self, y: f32) -> Option<(usize, usize)> {
        let reach = self.reach as f32;
        if !(y > -0.5 - reach && y < self.rows as f32 - 0.5 + reach) {
            return None;
        }
        let row = (y + 0.5).floor() as isize;
        let (low, high) = (row - self.reach as isize, row + self.reach as isize);
        Some((low.max(0) as usize >> self.height_log2, (high as usize).min(self.rows - 1) >> self.height_log2))
    }
}

/// Points sorted into [`Bands`], in the order they came. A point is `[x, y, ...]` in lattice units.
#[derive(Debug)]
pub(super) struct Buckets<const N: usize> {
    chunks: Vec<Chunk<N>>,
}

#[derive(Debug)]
struct Chunk<const N: usize> {
    points: Vec<[f32; N]>,
    /// Where each band's points start, and the end.
    starts: Vec<u32>,
}

impl<const N: usize> Buckets<N> {
    /// Sorts `chunks` chunks of points; `points(chunk)` gives a chunk's.
    pub fn new(bands: &Bands, chunks: usize, points: impl Fn(usize) -> Vec<[f32; N]> + Sync) -> Self {
        let chunks = (0..chunks).into_par_iter().map(|chunk| Chunk::new(bands, &points(chunk))).collect();
        Self { chunks }
    }

    /// The points of one band, in slices.
    pub fn band(&self, band: usize) -> impl Iterator<Item = &[[f32; N]]> + '_ {
        self.chunks
            .iter()
            .map(move |chunk| &chunk.points[chunk.starts[band] as usize..chunk.starts[band + 1] as usize])
            .filter(|points| !points.is_empty())
    }
}

impl<const N: usize> Chunk<N> {
    fn new(bands: &Bands, points: &[[f32; N]]) -> Self {
        let mut starts = vec![0_u32; bands.count() + 2];
        for (first, last) in points.iter().filter_map(|point| bands.of(point[1])) {
            starts[first + 2..=last + 2].iter_mut().for_each(|count| *count += 1);
        }
        for band in 2..starts.len() {
            starts[band] += starts[band - 1];
        }
        // `starts[band + 1]` is where band's next point goes; when all are placed it is where the next band starts.
        let mut sorted = vec![[0.0; N]; starts[bands.count() + 1] as usize];
        for point in points {
            if let Some((first, last)) = bands.of(point[1]) {
                for next in &mut starts[first + 1..=last + 1] {
                    sorted[*next as usize] = *point;
                    *next += 1;
                }
            }
        }
        starts.pop();
        Self { points: sorted, starts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_in_every_band_it_reaches_and_order_is_kept() {
        let bands = Bands { rows: 40, height_log2: 3, reach: 1 };
        assert_eq!(bands.count(), 5);
        let points = [[0.0, 3.0], [1.0, 7.6], [2.0, 7.0], [3.0, f32::NAN], [4.0, -1.4], [5.0, -1.6], [6.0, 40.4]];
        let buckets = Buckets::new(&bands, 1, |_| points.to_vec());
        let xs = |band| buckets.band(band).flatten().map(|point| point[0]).collect::<Vec<_>>();
        assert_eq!(xs(0), [0.0, 1.0, 2.0, 4.0]);
        assert_eq!(xs(1), [1.0, 2.0]);
        assert_eq!(xs(4), [6.0]);
        assert_eq!(xs(2), [] as [f32; 0]);
    }
}
