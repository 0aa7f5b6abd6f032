use rayon::prelude::*;

use super::column::Column;
use super::hinge::above;
use super::layer::{BROAD, Fields, Kind, Layer, Reach};
use super::memory::{Memory, YEAR};
use super::trend::Trend;
use crate::forecast::cells::Cells;
use crate::forecast::events::EventsBefore;
use crate::forecast::history::Covariate;
use crate::forecast::horizon::Horizon;
use crate::forecast::past::Past;

const CELLS_A_TASK: usize = 1024;
const POINTS_A_TASK: usize = 16_384;

/// Goes through origins in ascending order and tells at each what the columns say of any cell.
///
/// Layers are linear in the incidents and fade all alike, so that each incident is added once, and what all cells read together is kept
/// beside it. Cost: incidents × layers for the whole way, and for a cell read 100 multiplications a spread layer.
#[derive(Debug)]
pub(in crate::forecast) struct Sweep<'a> {
    cells: &'a Cells,
    fields: &'a Fields,
    layers: Vec<Layer>,
    sources: Vec<Source>,
    taken: Vec<usize>,
    horizon: Horizon,
    /// Of each source that has one: the layers of the recent and of the usual, and what they say.
    trends: Vec<([usize; 2], Trend)>,
    /// Of each layer at the current origin: to incidents in the horizon, and to weights as of the origin.
    scales: Vec<(f64, f64)>,
}

/// Where a column's values come from.
#[derive(Debug)]
enum Source {
    Layer(usize),
    /// The cell's own count in `layer` times what a trend of the sweep says.
    Trend {
        layer: usize,
        trend: usize,
    },
    Above {
        layer: usize,
        threshold: f64,
    },
    Used {
        layer: usize,
    },
    Fixed(Vec<f32>),
}

impl<'a> Sweep<'a> {
    /// `horizon`: how far the columns' incidents reach.
    pub(in crate::forecast) fn new(past: Past<'a>, columns: &[Column], horizon: Horizon) -> Self {
        let cells = past.cells();
        let fields = past.fields();
        let (mut layers, mut sources) = (Vec::new(), Vec::new());
        let mut trends = Vec::new();
        for column in columns {
            let mut layer = |kind| layer_of(&mut layers, kind, cells, fields);
            let seen = |reach, memory| Kind { series: 0, reach, memory, shift: None };
            sources.push(match *column {
                Column::Incidents { series, reach, memory } => {
                    Source::Layer(layer(Kind { series, reach, memory, shift: None }))
                }
                Column::Shift { shift } => Source::Layer(layer(Kind { shift: Some(shift), ..seen(Reach::Own, YEAR) })),
                Column::Trend { recent, usual } => {
                    let broad = [recent, usual].map(|memory| layer(seen(Reach::Broad, memory)));
                    trends.push((broad, Trend::default()));
                    Source::Trend { layer: layer(seen(Reach::Own, usual)), trend: trends.len() - 1 }
                }
                Column::Above { memory, threshold } => {
                    Source::Above { layer: layer(seen(Reach::Own, memory)), threshold }
                }
                Column::Used => Source::Used { layer: layer(seen(Reach::Own, Memory::All)) },
                Column::Value { covariate } => Source::Fixed(shares(values(&past.covariates()[covariate], cells))),
                Column::Places { covariate, reach } => {
                    Source::Fixed(shares(spread_places(&past.covariates()[covariate], reach, cells, fields)))
                }
                Column::Ground => Source::Fixed(shares(cells.area_km2().to_vec())),
            });
        }
        let taken = vec![0; 1 + past.others().count()];
        Self { cells, fields, layers, sources, taken, horizon, trends, scales: Vec::new() }
    }

    /// Comes to the past's origin, which is no earlier than the one before.
    pub(in crate::forecast) fn go_to(&mut self, past: Past<'a>) {
        let series: Vec<EventsBefore<'a>> =
            std::iter::once(past.events()).chain(past.others().map(|(_, events)| events)).collect();
        let (fields, taken) = (self.fields, &self.taken);
        self.layers
            .par_iter_mut()
            .for_each(|layer| layer.take(past, series[layer.kind.series], taken[layer.kind.series], fields));
        self.taken = series.iter().map(|events| events.len()).collect();
        self.scales = self.scales_at(past);
        let layers = &self.layers;
        for ([recent, usual], trend) in &mut self.trends {
            *trend = Trend::at(past, &fields.lattices[BROAD], &layers[*recent], &layers[*usual]);
        }
    }

    fn scales_at(&self, past: Past<'a>) -> Vec<(f64, f64)> {
        let days = self.horizon.days();
        let window = self.horizon.window(past.origin(), past.zone());
        let tells_shifts = self.layers.iter().any(|layer| layer.kind.shift.is_some());
        let how_often = if tells_shifts { self.fields.week.how_often(past, window, days) } else { Vec::new() };
        let scale = |layer: &Layer| layer.scale(past, days) * layer.kind.shift.map_or(1.0, |shift| how_often[shift]);
        self.layers.iter().map(|layer| (scale(layer), layer.faded(past))).collect()
    }

    /// What each column says of a cell, into `row`, one entry a column.
    pub(in crate::forecast) fn row(&self, cell: usize, row: &mut [f64]) {
        for (source, value) in self.sources.iter().zip(row) {
            *value = match source {
                Source::Layer(layer) => self.read(*layer, cell) * self.scales[*layer].0,
                Source::Trend { layer, trend } => self.trending(*layer, *trend, cell),
                Source::Above { layer, threshold } => self.above(*layer, cell, *threshold),
                Source::Used { layer } => f64::from(self.layers[*layer].masses()[cell] > 0.0),
                Source::Fixed(shares) => f64::from(shares[cell]),
            };
        }
    }

    /// Σ weight × column of every cell. As sums are linear, layers of one reach are added before they are read, so that this costs three
    /// readings a cell whatever the number of columns.
    pub(in crate::forecast) fn weighted(&self, weights: &[f64]) -> Vec<f64> {
        let counted: Vec<(&Source, f64)> =
            self.sources.iter().zip(weights.iter().copied()).filter(|(_, weight)| *weight != 0.0).collect();
        let spread = [0, 1, 2].map(|field: usize| (field, self.added(field, &counted)));
        let of_cells = |(task, sums): (usize, &mut [f64])| {
            let first = task * CELLS_A_TASK;
            counted.iter().for_each(|(source, weight)| self.add_own(source, *weight, first, sums));
            for (field, masses) in spread.iter().filter(|(_, masses)| !masses.is_empty()) {
                let cells = sums.iter_mut().zip(first..);
                cells.for_each(|(sum, cell)| *sum += self.fields.read(*field, cell, masses));
            }
        };
        let mut sums = vec![0.0; self.cells.len()];
        sums.par_chunks_mut(CELLS_A_TASK).enumerate().for_each(of_cells);
        sums
    }

    /// The layers of a field, added up by their weights; empty where none counts.
    fn added(&self, field: usize, counted: &[(&Source, f64)]) -> Vec<f32> {
        let of_field = |(source, weight): &(&Source, f64)| {
            let Source::Layer(at) = source else { return None };
            let layer = &self.layers[*at];
            (layer.kind.reach.field() == Some(field)).then(|| ((weight * self.scales[*at].0) as f32, layer.masses()))
        };
        let layers: Vec<(f32, &[f32])> = counted.iter().filter_map(of_field).collect();
        let mut sums = vec![0.0; layers.first().map_or(0, |(_, masses)| masses.len())];
        sums.par_chunks_mut(POINTS_A_TASK).enumerate().for_each(|(task, sums)| {
            for (scale, masses) in &layers {
                let points = sums.iter_mut().zip(&masses[task * POINTS_A_TASK..]);
                points.for_each(|(sum, mass)| *sum += scale * mass);
            }
        });
        sums
    }

    /// Adds weight × what a source that is not spread says of the cells from `first` on.
    fn add_own(&self, source: &Source, weight: f64, first: usize, sums: &mut [f64]) {
        match source {
            Source::Layer(layer) if self.layers[*layer].kind.reach.field().is_some() => {}
            Source::Layer(layer) => {
                let (scale, masses) = (weight * self.scales[*layer].0, &self.layers[*layer].masses()[first..]);
                sums.iter_mut().zip(masses).for_each(|(sum, mass)| *sum += scale * f64::from(*mass));
            }
            Source::Trend { layer, trend } => {
                let cells = sums.iter_mut().zip(first..);
                cells.for_each(|(sum, cell)| *sum += weight * self.trending(*layer, *trend, cell));
            }
            Source::Above { layer, threshold } => {
                for (sum, cell) in sums.iter_mut().zip(first..) {
                    if self.is_above(*layer, cell, *threshold) {
                        *sum += weight * self.above(*layer, cell, *threshold);
                    }
                }
            }
            Source::Used { layer } => {
                let cells = sums.iter_mut().zip(&self.layers[*layer].masses()[first..]);
                cells.for_each(|(sum, mass)| *sum += weight * f64::from(*mass > 0.0));
            }
            Source::Fixed(shares) => {
                sums.iter_mut().zip(&shares[first..]).for_each(|(sum, share)| *sum += weight * f64::from(*share));
            }
        }
    }

    fn read(&self, layer: usize, cell: usize) -> f64 {
        let layer = &self.layers[layer];
        match layer.kind.reach.field() {
            None => f64::from(layer.masses()[cell]),
            Some(field) => self.fields.read(field, cell, layer.masses()),
        }
    }

    fn trending(&self, layer: usize, trend: usize, cell: usize) -> f64 {
        match f64::from(self.layers[layer].masses()[cell]) {
            0.0 => 0.0,
            mass => {
                mass * self.scales[layer].0 * self.trends[trend].1.of(&self.fields.lattices[BROAD], self.cells, cell)
            }
        }
    }

    /// Nearly no cell is: the others are passed over without a division.
    fn is_above(&self, layer: usize, cell: usize, threshold: f64) -> bool {
        f64::from(self.layers[layer].masses()[cell]) * self.scales[layer].1 > threshold
    }

    fn above(&self, layer: usize, cell: usize, threshold: f64) -> f64 {
        let (scale, faded) = self.scales[layer];
        let count = f64::from(self.layers[layer].masses()[cell]) * faded;
        if faded > 0.0 { above(count, threshold) * scale / faded } else { 0.0 }
    }

    /// The sum of each column over all cells.
    pub(in crate::forecast) fn sums(&self) -> Vec<f64> {
        let sum = |source: &Source| match source {
            Source::Layer(layer) => self.layers[*layer].total() * self.scales[*layer].0,
            Source::Trend { layer, trend } => {
                (0..self.cells.len()).map(|cell| self.trending(*layer, *trend, cell)).sum()
            }
            Source::Above { layer, threshold } => self.sum_above(*layer, *threshold),
            Source::Used { layer } => self.layers[*layer].masses().iter().filter(|mass| **mass > 0.0).count() as f64,
            Source::Fixed(shares) => shares.iter().map(|share| f64::from(*share)).sum(),
        };
        self.sources.par_iter().map(sum).collect()
    }

    fn sum_above(&self, layer: usize, threshold: f64) -> f64 {
        let above = (0..self.cells.len()).filter(|&cell| self.is_above(layer, cell, threshold));
        above.map(|cell| self.above(layer, cell, threshold)).sum()
    }
}

fn layer_of(layers: &mut Vec<Layer>, kind: Kind, cells: &Cells, fields: &Fields) -> usize {
    layers.iter().position(|layer| layer.kind == kind).unwrap_or_else(|| {
        layers.push(Layer::new(kind, cells, fields));
        layers.len() - 1
    })
}

/// Values of 0 or more; what is not known counts 0.
fn values(covariate: &Covariate, cells: &Cells) -> Vec<f64> {
    match covariate {
        Covariate::Values { values, .. } => values.iter().map(|value| value.unwrap_or(0.0).max(0.0)).collect(),
        Covariate::Places { .. } => vec![0.0; cells.len()],
    }
}

fn spread_places(covariate: &Covariate, reach: Reach, cells: &Cells, fields: &Fields) -> Vec<f64> {
    let (Covariate::Places { at, .. }, Some(field)) = (covariate, reach.field()) else { return vec![0.0; cells.len()] };
    let lattice = &fields.lattices[field];
    let mut masses = vec![0.0; lattice.len()];
    for (point, part) in at.iter().filter_map(|at| lattice.corners(*at)).flatten() {
        masses[point] += part;
    }
    (0..cells.len()).into_par_iter().map(|cell| fields.read(field, cell, &masses)).collect()
}

/// Each divided by the sum of all.
fn shares(values: Vec<f64>) -> Vec<f32> {
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|value| if sum > 0.0 { (value / sum) as f32 } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::features::column::columns;
    use crate::forecast::features::memory::MONTH;
    use crate::forecast::fixture::{ORIGIN, history};

    fn rows(past: Past<'_>, columns: &[Column], by_way_of: &[i32]) -> Vec<Vec<f64>> {
        let mut sweep = Sweep::new(past, columns, Horizon::Days(7));
        for days in by_way_of {
            sweep.go_to(past.at(ORIGIN.saturating_add(jiff::Span::new().days(-days))));
        }
        sweep.go_to(past);
        let mut row = vec![0.0; columns.len()];
        let read = |cell| {
            sweep.row(cell, &mut row);
            row.clone()
        };
        (0..past.cells().len()).map(read).collect()
    }

    #[test]
    fn counts_and_hinges_by_hand() {
        let history = history(2, &[(0, -28.0), (0, -56.0), (1, -56.0)], 56);
        let own = |memory| Column::Incidents { series: 0, reach: Reach::Own, memory };
        let of = [
            own(Memory::All),
            own(MONTH),
            Column::Above { memory: Memory::All, threshold: 1.0 },
            Column::Used,
            Column::Ground,
        ];
        let rows = rows(history.before(ORIGIN), &of, &[]);
        // Memory of 28 days over 56: 28 / ln 2 × (1 − 1/4).
        let memory = 28.0 / std::f64::consts::LN_2 * 0.75;
        let expected =
            [[2.0 / 8.0, 0.75 * 7.0 / memory, 1.0 / 8.0, 1.0, 0.5], [1.0 / 8.0, 0.25 * 7.0 / memory, 0.0, 1.0, 0.5]];
        for (row, expected) in rows.iter().zip(expected) {
            for (value, expected) in row.iter().zip(expected) {
                assert!((value - expected).abs() < 1e-6, "{rows:?}");
            }
        }
    }

    /// The origin is a Monday at midnight.
    #[test]
    fn shifts_and_trend_by_hand() {
        // Cell 0 on a Sunday at noon and on the Wednesday before at two in the morning, cell 1 never.
        let history = history(2, &[(0, -0.5), (0, -5.0 + 2.0 / 24.0)], 365);
        let past = history.before(ORIGIN);
        let own = Column::Incidents { series: 0, reach: Reach::Own, memory: YEAR };
        let trend = Column::Trend { recent: MONTH, usual: YEAR };
        let shifts = (0..4).map(|shift| Column::Shift { shift });
        let rows = rows(past, &[own, trend].into_iter().chain(shifts).collect::<Vec<_>>(), &[]);
        let a_week = |day: f64| (day / 365.0).exp2() * 7.0 / past.decayed_days(365.0);
        // A weekday's night, then a weekend's day.
        let expected = [0.0, a_week(-5.0 + 2.0 / 24.0), a_week(-0.5), 0.0];
        for (value, expected) in rows[0][2..].iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{rows:?}");
        }
        // Both incidents are recent: 1.9 of them where a fading year expects 0.15, and the twenty of the prior.
        let ratio = rows[0][1] / rows[0][0];
        assert!(ratio > 1.1 && ratio < 1.2, "{ratio}");
        assert!(rows[1].iter().all(|value| *value == 0.0));
    }

    #[test]
    fn the_way_to_an_origin_does_not_matter_and_sums_are_of_all_cells() {
        let events: Vec<_> = (1..900).map(|day| ((day * 7 % 30) as u32, -f64::from(day))).collect();
        let history = history(30, &events, 900);
        let past = history.before(ORIGIN);
        let columns = columns(past);
        let (at_once, in_steps) = (rows(past, &columns, &[]), rows(past, &columns, &[800, 600, 20, 3]));
        for (once, steps) in at_once.iter().flatten().zip(in_steps.iter().flatten()) {
            assert!((once - steps).abs() <= 1e-5 * once.abs().max(1e-3), "{once} {steps}");
        }
        let mut sweep = Sweep::new(past, &columns, Horizon::Days(7));
        sweep.go_to(past);
        for (column, sum) in sweep.sums().iter().enumerate() {
            let added: f64 = at_once.iter().map(|row| row[column]).sum();
            assert!((sum - added).abs() <= 1e-4 * added.max(1e-3), "{:?}: {sum} {added}", columns[column]);
        }
        let weights: Vec<f64> = (0..columns.len()).map(|column| (column % 4) as f64 * 0.1).collect();
        for (row, together) in at_once.iter().zip(sweep.weighted(&weights)) {
            let apart: f64 = row.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            assert!((apart - together).abs() <= 1e-5 * apart, "{apart} {together}");
        }
    }

    #[test]
    fn nothing_is_known_of_a_past_without_incidents() {
        let history = history(3, &[], 400);
        let past = history.before(ORIGIN);
        let of = [Column::Incidents { series: 0, reach: Reach::Near, memory: YEAR }, Column::Used];
        assert!(rows(past, &of, &[10]).iter().flatten().all(|value| *value == 0.0));
    }

    #[test]
    fn what_comes_after_the_origin_is_not_seen() {
        let columns_of = |after: &[(u32, f64)]| {
            let events: Vec<_> = (1..100).map(|day| (day % 5, -f64::from(day))).chain(after.iter().copied()).collect();
            let history = history(5, &events, 100);
            let past = history.before(ORIGIN);
            rows(past, &columns(past), &[])
        };
        assert_eq!(columns_of(&[]), columns_of(&[(2, 0.5), (2, 1.0), (3, 40.0)]));
    }
}
