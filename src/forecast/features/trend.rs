use super::lattice::Lattice;
use super::layer::Layer;
use crate::forecast::cells::Cells;
use crate::forecast::past::Past;

/// A ratio of this many recent incidents is believed half: with twenty, chance alone makes it a quarter more or less.
const BELIEVED_HALF: f64 = 20.0;

/// How many times what is usual the ground round each place had of late.
///
/// ratio = (r + 20 g) / (u + 20): r the recent incidents round the place by a Gaussian with a peak of 1, u as many as a longer memory expects
/// of the same days, g = (R + 20) / (U + 20) the same of all ground together. That is a gamma-Poisson posterior mean whose prior is the whole
/// series, and the whole series' is 1. Where the data cover nothing that is remembered it is 1.
///
/// On the widest lattice, whose points are some six cells apart, linear between them: it changes slowly. Cost: 18 multiplications a point
/// and memory, and 4 a cell that is read.
#[derive(Debug, Default)]
pub(super) struct Trend {
    ratios: Vec<f32>,
}

impl Trend {
    /// `recent` and `usual` are layers of `lattice` at the past's origin.
    pub(super) fn at(past: Past<'_>, lattice: &Lattice, recent: &Layer, usual: &Layer) -> Self {
        let (recent_days, usual_days) = (recent.kind.memory.days(past), usual.kind.memory.days(past));
        if recent_days <= 0.0 || usual_days <= 0.0 {
            return Self { ratios: vec![1.0; lattice.len()] };
        }
        let (to_recent, to_expected) = (recent.faded(past), usual.faded(past) * recent_days / usual_days);
        let all = |layer: &Layer| layer.masses().iter().map(|mass| f64::from(*mass)).sum::<f64>();
        let (happened, expected) = (to_recent * all(recent), to_expected * all(usual));
        let everywhere = (happened + BELIEVED_HALF) / (expected + BELIEVED_HALF);
        let (recent, usual) = (lattice.smoothed(recent.masses()), lattice.smoothed(usual.masses()));
        let ratio = |(recent, usual): (&f32, &f32)| {
            let (recent, usual) = (to_recent * f64::from(*recent), to_expected * f64::from(*usual));
            ((recent + BELIEVED_HALF * everywhere) / (usual + BELIEVED_HALF)) as f32
        };
        Self { ratios: recent.iter().zip(&usual).map(ratio).collect() }
    }

    /// At the centre of a cell.
    pub(super) fn of(&self, lattice: &Lattice, cells: &Cells, cell: usize) -> f64 {
        let corners = lattice.corners(cells.centres()[cell]).expect("a lattice reaches round all centres");
        corners.iter().map(|(point, part)| f64::from(part * self.ratios[*point])).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::features::layer::{BROAD, Fields, Kind, Reach};
    use crate::forecast::features::memory::Memory;
    use crate::forecast::fixture::{ORIGIN, history};

    const RECENT: Memory = Memory::HalfLife(28.0);

    /// The ratios of 60 cells in a line.
    fn ratios(events: &[(u32, f64)], days: i64) -> Vec<f64> {
        let history = history(60, events, days);
        let past = history.before(ORIGIN);
        let fields = Fields::over(past.cells());
        let [recent, usual] = [RECENT, Memory::All].map(|memory| {
            let mut layer =
                Layer::new(Kind { series: 0, reach: Reach::Broad, memory, shift: None }, past.cells(), &fields);
            layer.take(past, past.events(), 0, &fields);
            layer
        });
        let lattice = &fields.lattices[BROAD];
        let trend = Trend::at(past, lattice, &recent, &usual);
        (0..60).map(|cell| trend.of(lattice, past.cells(), cell)).collect()
    }

    #[test]
    fn the_whole_series_by_hand() {
        // One a day for 400 days, and nine more on each of the last ten, all in one cell. Of the peak of 1 round a point, binned, about 1 is left.
        let usual = (0..400).map(|day| (30, -f64::from(day) - 0.5));
        let burst = (0..90).map(|i| (30, -f64::from(i / 9) - 0.5));
        let ratios = ratios(&usual.chain(burst).collect::<Vec<_>>(), 400);
        let memory = |from: f64, days: f64| {
            let end = from + days;
            28.0 / std::f64::consts::LN_2 * ((-from / 28.0).exp2() - (-end / 28.0).exp2())
        };
        let (recent, expected) = (memory(0.0, 400.0) + 9.0 * memory(0.0, 10.0), 490.0 / 400.0 * memory(0.0, 400.0));
        let everywhere = (recent + 20.0) / (expected + 20.0);
        let there = (recent + 20.0 * everywhere) / (expected + 20.0);
        assert!(everywhere > 1.7 && there > everywhere, "{everywhere} {there}");
        assert!((ratios[30] / there - 1.0).abs() < 0.04, "{} for {there}", ratios[30]);
        // 29 cells and 3 standard deviations away hardly anything is known but the whole series.
        assert!((ratios[59] / everywhere - 1.0).abs() < 0.02, "{} for {everywhere}", ratios[59]);
    }

    #[test]
    fn what_goes_on_as_ever_has_no_trend_and_a_side_that_rises_has() {
        let even = |cell: u32| (0..400).map(move |day| (cell, -f64::from(day) - 0.5));
        let level = ratios(&even(5).chain(even(50)).collect::<Vec<_>>(), 400);
        assert!(level.iter().all(|ratio| (ratio - 1.0).abs() < 0.03), "{level:?}");
        let risen = (0..60).map(|i| (5, -f64::from(i % 20) - 0.25));
        let risen = ratios(&even(5).chain(even(50)).chain(risen).collect::<Vec<_>>(), 400);
        assert!(risen[5] > 1.5 && risen[50] < 1.35, "{} {}", risen[5], risen[50]);
    }

    #[test]
    fn nothing_known_is_no_trend() {
        assert!(ratios(&[], 400).iter().all(|ratio| (ratio - 1.0).abs() < 1e-6));
    }
}
