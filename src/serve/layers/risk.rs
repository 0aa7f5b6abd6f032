use std::collections::BTreeMap;

use h3o::{CellIndex, Resolution};

use super::density::shortened;
use crate::encode::{Column, EncodeError, Layer};
use crate::ledger::{Shown, Surface, View};
use crate::space::cell_polygon;

/// The cells of `rows` with everything that is known of them, in that order; `areas` are the names of what they lie in.
pub fn layer(
    view: &View,
    surface: &Surface,
    rows: &[u32],
    areas: Option<Vec<Option<String>>>,
) -> Result<Layer, EncodeError> {
    let predictive = view.content().header.predictive();
    let row = |row: &u32| *row as usize;
    let expected = |at: &u32| f64::from(surface.expected[row(at)]);
    let intervals: Vec<(u32, u32)> = rows.iter().map(|at| predictive.interval_80(expected(at))).collect();
    let per_km2 = |risk: f32, at: &u32| shortened(f64::from(risk) / view.area_km2(row(at)));
    let mut columns = vec![
        Column::text("cell", rows.iter().map(|at| view.name(row(at)))),
        Column::integer("rank", rows.iter().map(|at| i64::from(surface.ranks.rank[row(at)]))),
        Column::number("top_fraction", rows.iter().map(|at| surface.ranks.top_fraction(row(at)))),
        Column::number("expected", rows.iter().map(|at| shortened(expected(at)))),
        Column::integer("low", intervals.iter().map(|it| i64::from(it.0))),
        Column::integer("high", intervals.iter().map(|it| i64::from(it.1))),
        Column::number("per_km2", rows.iter().map(|at| per_km2(surface.expected[row(at)], at))),
        Column::number("plain", rows.iter().map(|at| shortened(f64::from(surface.plain[row(at)])))),
        Column::number("plain_per_km2", rows.iter().map(|at| per_km2(surface.plain[row(at)], at))),
        Column::integer("plain_rank", rows.iter().map(|at| i64::from(surface.plain_ranks.rank[row(at)]))),
    ];
    columns.extend(areas.map(|areas| Column::text("area", areas)));
    Layer::new("risk", rows.iter().map(|at| Some(view.polygon(row(at)).into())).collect(), columns)
}

/// What a tile shows: the forecast's own cells, or those added up to H3 cells of `resolution` where they are finer. Cells below the
/// lowest class are left out.
pub fn drawn(view: &View, surface: &Surface, shown: Shown, resolution: Resolution) -> Result<Layer, EncodeError> {
    let least = surface.classes.first().map_or(f64::INFINITY, |class| class.from_per_km2);
    if view.is_empty() || view.coarser(0, resolution).is_none() {
        return own_cells(view, surface, shown, least);
    }
    let mut sums: BTreeMap<CellIndex, (f64, f64)> = BTreeMap::new();
    for row in 0..view.len() {
        let Some(cell) = view.coarser(row, resolution) else { continue };
        let sum = sums.entry(cell).or_default();
        sum.0 += f64::from(surface.expected[row]);
        sum.1 += f64::from(surface.plain[row]);
    }
    let of = |shown: Shown, sum: (f64, f64)| if shown == Shown::Ours { sum.0 } else { sum.1 };
    sums.retain(|cell, sum| of(shown, *sum) / cell.area_km2() >= least);
    let each = || sums.iter().map(|(cell, sum)| (cell.area_km2(), *sum));
    Layer::new(
        "risk",
        sums.keys().map(|&cell| Some(cell_polygon(cell).into())).collect(),
        vec![
            Column::text("cell", sums.keys().map(CellIndex::to_string)),
            Column::number("expected", each().map(|(_, sum)| shortened(sum.0))),
            Column::number("per_km2", each().map(|(area, sum)| shortened(of(shown, sum) / area))),
            Column::number("plain", each().map(|(_, sum)| shortened(sum.1))),
            Column::number("plain_per_km2", each().map(|(area, sum)| shortened(sum.1 / area))),
        ],
    )
}

fn own_cells(view: &View, surface: &Surface, shown: Shown, least: f64) -> Result<Layer, EncodeError> {
    let risk = if shown == Shown::Ours { &surface.expected } else { &surface.plain };
    let ranks = if shown == Shown::Ours { &surface.ranks } else { &surface.plain_ranks };
    let per_km2 = |row: usize, risk: &[f32]| f64::from(risk[row]) / view.area_km2(row);
    let rows: Vec<usize> = (0..view.len()).filter(|&row| per_km2(row, risk) >= least).collect();
    let predictive = view.content().header.predictive();
    let intervals: Vec<(u32, u32)> =
        rows.iter().map(|&row| predictive.interval_80(f64::from(surface.expected[row]))).collect();
    Layer::new(
        "risk",
        rows.iter().map(|&row| Some(view.polygon(row).into())).collect(),
        vec![
            Column::text("cell", rows.iter().map(|&row| view.name(row))),
            Column::number("expected", rows.iter().map(|&row| shortened(f64::from(surface.expected[row])))),
            Column::number("per_km2", rows.iter().map(|&row| shortened(per_km2(row, risk)))),
            Column::number("plain", rows.iter().map(|&row| shortened(f64::from(surface.plain[row])))),
            Column::number("plain_per_km2", rows.iter().map(|&row| shortened(per_km2(row, &surface.plain)))),
            Column::number("top_fraction", rows.iter().map(|&row| ranks.top_fraction(row))),
            Column::integer("low", intervals.iter().map(|it| i64::from(it.0))),
            Column::integer("high", intervals.iter().map(|it| i64::from(it.1))),
        ],
    )
}
