use rustc_hash::FxHashMap;

use super::neighbourhood::{MOST_LINKS, NeighbourhoodError};
use super::weights::SpatialWeights;
use crate::space::{Metres, Planar};

/// How many places are asked for their neighbours before all are.
const SAMPLE: usize = 256;

/// The places within `band` of each place, its end included.
///
/// Places are sorted into square bins as wide as the band, so that only nine bins are searched for each.
pub(super) fn within_band(places: &[Planar], band: Metres) -> Result<SpatialWeights, NeighbourhoodError> {
    let bin = |at: Planar| ((at.x / band.0).floor() as i64, (at.y / band.0).floor() as i64);
    let mut bins: FxHashMap<(i64, i64), Vec<u32>> = FxHashMap::default();
    for (row, &place) in places.iter().enumerate() {
        bins.entry(bin(place)).or_default().push(row as u32);
    }
    let within = |row: usize| {
        let (x, y) = bin(places[row]);
        let around = (-1..=1).flat_map(move |dy| (-1..=1).map(move |dx| (x + dx, y + dy)));
        let candidates = around.filter_map(|at| bins.get(&at)).flatten().copied();
        candidates.filter(move |&other| other as usize != row && places[row].distance(places[other as usize]) <= band)
    };
    let step = places.len().div_ceil(SAMPLE).max(1);
    let sampled: usize = (0..places.len()).step_by(step).map(|row| within(row).count()).sum();
    let links = sampled as u64 * step as u64;
    if links > MOST_LINKS {
        return Err(NeighbourhoodError::TooManyLinks { band_m: band.0, links });
    }
    Ok(SpatialWeights::gather(places.len(), |row, neighbours| {
        let first = neighbours.len();
        neighbours.extend(within(row));
        neighbours[first..].sort_unstable();
    }))
}
