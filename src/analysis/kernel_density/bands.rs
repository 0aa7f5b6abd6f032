use multiversion::multiversion;
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
        const BAND_BYTES: usize = 1 << 20;
        let fitting = (BAND_BYTES / bytes_per_row.max(1)).clamp(8, 64).max(reach * 2);
        Self { rows, height_log2: fitting.ilog2(), reach }
    }

    pub fn height(&self) -> usize {
        1 << self.height_log2
    }

    pub fn count(&self) -> usize {
        self.rows.div_ceil(self.height())
    }

    /// The first and the last band that a point at row coordinate `y` belongs to.
    #[inline(always)]
    pub fn of(&self, y: f32) -> (u16, u16) {
        // A negative row is taken for row 0: what it reaches lies in the same bands or below all of them.
        let row = nearest(y);
        let last = (row + self.reach as i32).min(self.rows as i32 - 1) >> self.height_log2;
        let first = (row - self.reach as i32).max(0) >> self.height_log2;
        (first.min(last) as u16, last as u16)
    }
}

/// 2^23: from there on single precision holds whole numbers alone, so that adding it rounds.
const WHOLE: f32 = 8_388_608.0;

/// The row or column nearest to a coordinate below 2^22; 0 for negative ones. A cast would not be vectorised.
#[inline(always)]
pub(super) fn nearest(coordinate: f32) -> i32 {
    ((coordinate.max(0.0) + WHOLE).to_bits() - WHOLE.to_bits()) as i32
}

/// From metres to lattice units, and which part of the plane is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub scale: f32,
    pub offset: [f32; 2],
    /// Points are kept whose coordinates both lie above this ...
    pub low: f32,
    /// ... and below these.
    pub high: [f32; 2],
}

/// Some points before they are sorted: metres, then lattice units.
#[derive(Debug, Default)]
pub(super) struct Unsorted {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    first: Vec<u16>,
    last: Vec<u16>,
}

/// Points in lattice units, sorted into [`Bands`], in the order they came.
#[derive(Debug)]
pub(super) struct Buckets {
    chunks: Vec<Chunk>,
}

#[derive(Debug)]
struct Chunk {
    points: Vec<[f32; 2]>,
    /// Where each band's points start, and the end.
    starts: Vec<u32>,
}

impl Buckets {
    /// Sorts `chunks` chunks of points; `load(chunk, points)` puts a chunk's into `points`.
    pub fn new(bands: &Bands, fit: &Fit, chunks: usize, load: impl Fn(usize, &mut Unsorted) + Sync) -> Self {
        let sort = |unsorted: &mut Unsorted, chunk| {
            unsorted.x.clear();
            unsorted.y.clear();
            load(chunk, unsorted);
            unsorted.sort(bands, fit)
        };
        Self { chunks: (0..chunks).into_par_iter().map_init(Unsorted::default, sort).collect() }
    }

    /// The points of one band, in slices.
    pub fn band(&self, band: usize) -> impl Iterator<Item = &[[f32; 2]]> + '_ {
        self.chunks
            .iter()
            .map(move |chunk| &chunk.points[chunk.starts[band] as usize..chunk.starts[band + 1] as usize])
            .filter(|points| !points.is_empty())
    }
}

impl Unsorted {
    fn sort(&mut self, bands: &Bands, fit: &Fit) -> Chunk {
        self.first.resize(self.x.len(), 0);
        self.last.resize(self.x.len(), 0);
        locate(fit, bands, &mut self.x, &mut self.y, &mut self.first, &mut self.last);
        let starts = self.starts(bands.count());
        let mut next = starts.clone();
        let mut points = vec![[0.0; 2]; starts[bands.count()] as usize];
        for (((&x, &y), &first), &last) in self.x.iter().zip(&self.y).zip(&self.first).zip(&self.last) {
            if usize::from(first) == bands.count() {
                continue;
            }
            for next in &mut next[usize::from(first)..=usize::from(last)] {
                points[*next as usize] = [x, y];
                *next += 1;
            }
        }
        Chunk { points, starts }
    }

    fn starts(&self, bands: usize) -> Vec<u32> {
        // One more for points that belong nowhere, and one to begin with.
        let mut starts = vec![0_u32; bands + 2];
        for (&first, &last) in self.first.iter().zip(&self.last) {
            starts[usize::from(first) + 1..usize::from(last) + 2].iter_mut().for_each(|count| *count += 1);
        }
        starts.pop();
        for band in 1..starts.len() {
            starts[band] += starts[band - 1];
        }
        starts
    }
}

/// Turns metres into lattice units and finds each point's bands; a point outside gets the number after the last band.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn locate(fit: &Fit, bands: &Bands, x: &mut [f32], y: &mut [f32], first: &mut [u16], last: &mut [u16]) {
    let nowhere = bands.count() as u16;
    for (((x, y), first), last) in x.iter_mut().zip(y).zip(first).zip(last) {
        *x = *x * fit.scale + fit.offset[0];
        *y = *y * fit.scale + fit.offset[1];
        let inside = (*x > fit.low) & (*x < fit.high[0]) & (*y > fit.low) & (*y < fit.high[1]);
        let of = bands.of(*y);
        *first = if inside { of.0 } else { nowhere };
        *last = if inside { of.1 } else { nowhere };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_in_every_band_it_reaches_and_order_is_kept() {
        let bands = Bands { rows: 40, height_log2: 3, reach: 1 };
        assert_eq!(bands.count(), 5);
        let fit = Fit { scale: 0.5, offset: [0.0, 1.0], low: -1.5, high: [9.0, 41.0] };
        let ys = [3.0, 7.6, 7.0, f32::NAN, -1.4, -1.6, 40.4, 42.0];
        let buckets = Buckets::new(&bands, &fit, 1, |_, points| {
            points.x.extend((0..8).map(|x| x as f32 * 2.0));
            points.y.extend(ys.map(|y| (y - 1.0) * 2.0));
        });
        let xs = |band| buckets.band(band).flatten().map(|point| point[0]).collect::<Vec<_>>();
        assert_eq!(xs(0), [0.0, 1.0, 2.0, 4.0]);
        assert_eq!(xs(1), [1.0, 2.0]);
        assert_eq!(xs(4), [6.0]);
        assert_eq!(xs(2), [] as [f32; 0]);
    }

    #[test]
    fn nearest_is_nearest() {
        for (coordinate, expected) in [(0.0, 0), (0.49, 0), (0.51, 1), (-3.0, 0), (32_767.4, 32_767), (f32::NAN, 0)] {
            assert_eq!(nearest(coordinate), expected);
        }
    }
}
