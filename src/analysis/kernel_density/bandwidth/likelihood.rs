use rayon::prelude::*;

use super::places::{Place, distinct_places};
use crate::analysis::kernel_density::points::Points;
use crate::analysis::{Cancelled, Progress};
use crate::space::Metres;

mod bins;

use bins::Bins;

/// Of more incidents than this, these are asked how well the others predict them.
const MOST_EVALUATED: usize = 5_000;
/// Bandwidths are first tried in steps of √2, then around the best in steps of the eighth root of 2.
const COARSE_STEP: f64 = std::f64::consts::SQRT_2;
const FINE_STEP: f64 = 1.090_507_732_665_257_7;
const FINE_EACH_SIDE: i32 = 4;
/// Evaluated incidents between two looks at the progress.
const AT_ONCE: usize = 128;

/// How well a bandwidth predicts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodAt {
    pub bandwidth: Metres,
    /// Mean over incidents of the logarithm of the density (per m²) that those at other places predict there.
    pub mean_log: f64,
}

/// The bandwidth that predicts best, and the ones it was found among.
#[derive(Clone, Debug, PartialEq)]
pub struct LikelihoodBandwidth {
    pub bandwidth: Metres,
    /// Whether the best lies within the range that was tried; at an end of it a better one may lie beyond.
    pub is_inner: bool,
    /// Ascending bandwidths.
    pub curve: Vec<LikelihoodAt>,
    /// Distinct places.
    pub places: usize,
    /// Incidents that were asked: all, or an even sample of 5,000.
    pub evaluated: usize,
}

/// The bandwidth of a Gaussian kernel under which incidents at other places best predict where an incident is.
///
/// It maximises L(b) = mean of log f(p_i), f(p_i) = Σ exp(-|p_i - p_j|² / 2b²) / 2πb² (n - c_i), the sum over the incidents j that
/// are not at the same place as i, of which there are c_i.
///
/// - `points`: at least two distinct places, else `None`.
/// - `range`: the least and the largest bandwidth to try.
/// - Incidents at one place are left out together: where addresses repeat or are snapped to map points, leaving out one at a time
///   makes a bandwidth of nothing the best.
/// - Of more than 5,000 incidents every k-th is asked, from west to east; all of them predict. No randomness.
/// - Incidents are put together in squares an eighth of the bandwidth wide, which changes log f by 0.002 on average. One with no
///   other within 4.5 b is predicted by the nearest alone; one with none within 4.5 times the largest bandwidth is not asked.
/// - The maximum is found to about 1 %, where L is flat.
///
/// Cost: a sort of the points, and up to 5,000 × 4,000 kernels for each of some 25 bandwidths: a second or two at a million. It
/// counts its steps in `progress` and can be cancelled.
///
/// Source: Habbema J D F, Hermans J, van den Broek K (1974), COMPSTAT 1974, pp. 101-110; Duin R P W (1976),
/// doi:10.1109/TC.1976.1674577. spatstat's `bw.ppl` leaves out single points, corrects for the edge, and takes the best of 16 bandwidths.
pub fn likelihood_bandwidth(
    points: &Points<'_>,
    range: std::ops::Range<Metres>,
    progress: &Progress,
) -> Result<Option<LikelihoodBandwidth>, Cancelled> {
    let places = distinct_places(points);
    let asked = Asked::among(&places);
    if places.len() < 2 {
        return Ok(None);
    }
    let steps = (range.end.0 / range.start.0).log(COARSE_STEP).ceil().max(2.0) as i32;
    let coarse: Vec<f64> = (0..=steps).map(|step| range.start.0 * COARSE_STEP.powi(step)).collect();
    let all_steps = coarse.len() + 2 * FINE_EACH_SIDE as usize - 1;
    progress.begin((all_steps * asked.places.len()) as u64);
    let first = curve(&places, &asked, &coarse, progress)?;
    let Some(best) = best_of(&first) else { return Ok(None) };
    let middle = first[best].bandwidth.0;
    let fine: Vec<f64> = (1 - FINE_EACH_SIDE..FINE_EACH_SIDE)
        .filter(|step| *step != 0)
        .map(|step| middle * FINE_STEP.powi(step))
        .collect();
    let second = curve(&places, &asked, &fine, progress)?;
    let mut all = first;
    all.extend(second);
    all.sort_by(|a, b| a.bandwidth.0.total_cmp(&b.bandwidth.0));
    let evaluated = asked.incidents();
    Ok(best_of(&all).map(|best| LikelihoodBandwidth {
        bandwidth: top(&all, best),
        is_inner: best > 0 && best + 1 < all.len(),
        curve: all,
        places: places.len(),
        evaluated,
    }))
}

/// The places that are asked, and how many incidents each stands for.
struct Asked {
    places: Vec<usize>,
    weights: Vec<f64>,
}

impl Asked {
    /// Every incident, or those at `MOST_EVALUATED` even ranks in the order of the places.
    fn among(places: &[Place]) -> Self {
        let n: f64 = places.iter().map(|place| place.count).sum();
        if n <= MOST_EVALUATED as f64 {
            return Self { places: (0..places.len()).collect(), weights: places.iter().map(|it| it.count).collect() };
        }
        let (mut asked, mut weights) = (Vec::new(), Vec::new());
        let step = n / MOST_EVALUATED as f64;
        let (mut before, mut next) = (0.0, 0.5 * step);
        for (at, place) in places.iter().enumerate() {
            before += place.count;
            let mut weight = 0.0;
            while next < before {
                next += step;
                weight += 1.0;
            }
            if weight > 0.0 {
                asked.push(at);
                weights.push(weight);
            }
        }
        Self { places: asked, weights }
    }

    fn incidents(&self) -> usize {
        self.weights.iter().sum::<f64>() as usize
    }
}

/// L at each of some ascending bandwidths.
fn curve(
    places: &[Place],
    asked: &Asked,
    bandwidths: &[f64],
    progress: &Progress,
) -> Result<Vec<LikelihoodAt>, Cancelled> {
    let n: f64 = places.iter().map(|place| place.count).sum();
    let own: Vec<Place> = asked.places.iter().map(|&at| places[at]).collect();
    let mut bins = Bins::of(places, asked.places.clone());
    // What each bandwidth says of each place that is asked: the sum of kernels, or the nearest other place once it is in reach.
    let mut logs: Vec<Vec<Option<f64>>> = Vec::with_capacity(bandwidths.len());
    let mut nearest: Vec<Option<(f64, f64)>> = vec![None; own.len()];
    for &bandwidth in bandwidths {
        bins = bins.coarser(bandwidth);
        let found: Vec<bins::Others> = own
            .par_chunks(AT_ONCE)
            .enumerate()
            .map(|(chunk, own)| {
                progress.advance(own.len() as u64)?;
                let others = |(at, place)| bins.others(chunk * AT_ONCE + at, place, bandwidth);
                Ok(own.iter().enumerate().map(others).collect::<Vec<_>>())
            })
            .collect::<Result<Vec<_>, Cancelled>>()?
            .concat();
        for (nearest, others) in nearest.iter_mut().zip(&found) {
            *nearest = nearest.or(others.nearest);
        }
        logs.push(found.iter().map(|others| (others.sum > 0.0).then(|| others.sum.ln())).collect());
    }
    let at = |(&bandwidth, logs): (&f64, &Vec<Option<f64>>)| {
        let scale = std::f64::consts::TAU * bandwidth * bandwidth;
        let (mut sum, mut weights) = (0.0, 0.0);
        for (((log, nearest), place), weight) in logs.iter().zip(&nearest).zip(&own).zip(&asked.weights) {
            let by_nearest =
                || nearest.map(|(squared, count)| f64::ln(count) - squared / (2.0 * bandwidth * bandwidth));
            if let Some(log) = log.or_else(by_nearest) {
                sum += weight * (log - (scale * (n - place.count)).ln());
                weights += weight;
            }
        }
        (weights > 0.0).then(|| LikelihoodAt { bandwidth: Metres(bandwidth), mean_log: sum / weights })
    };
    Ok(bandwidths.iter().zip(&logs).filter_map(at).collect())
}

fn best_of(curve: &[LikelihoodAt]) -> Option<usize> {
    (0..curve.len()).max_by(|&a, &b| curve[a].mean_log.total_cmp(&curve[b].mean_log))
}

/// The top of the parabola through the best bandwidth and its neighbours, in the logarithm of the bandwidth.
fn top(curve: &[LikelihoodAt], best: usize) -> Metres {
    let at = curve[best];
    let (Some(before), Some(after)) = (best.checked_sub(1).and_then(|k| curve.get(k)), curve.get(best + 1)) else {
        return at.bandwidth;
    };
    let (left, right) = ((at.bandwidth.0 / before.bandwidth.0).ln(), (after.bandwidth.0 / at.bandwidth.0).ln());
    let (rise, fall) = ((at.mean_log - before.mean_log) / left, (after.mean_log - at.mean_log) / right);
    let curvature = (fall - rise) * 2.0 / (left + right);
    if curvature >= 0.0 {
        return at.bandwidth;
    }
    let slope = (rise * right + fall * left) / (left + right);
    Metres(at.bandwidth.0 * (-slope / curvature).clamp(-left, right).exp())
}

#[cfg(test)]
mod tests;
