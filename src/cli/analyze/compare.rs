use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use geo_types::Geometry;
use h3o::{CellIndex, Resolution};
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::comparison::{
    Comparison, Difference, Measure, Pair, PlaceComparison, Side, compare, compare_places, period_before,
};
use crate::analysis::finding::Finding;
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::index::Filter;
use crate::space::cell_polygon;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// The filter to compare with, as a query string: 'category=asb&from=2020-03-01&to=2020-04-01'; unless given, the same filter over as
    /// many days before --from
    #[arg(long, value_name = "FILTER")]
    against: Option<String>,
    /// What the counts are measured against
    #[arg(long, value_enum, default_value = "rate")]
    measure: MeasuredBy,
    /// Which layer of areas to compare by; the first unless given
    #[arg(long)]
    layer: Option<String>,
    /// Compare by H3 cells of this resolution instead of areas, 5 to 10
    #[arg(long, value_name = "RESOLUTION", value_parser = clap::value_parser!(u8).range(5..=10))]
    cells: Option<u8>,
    /// Write the layer here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MeasuredBy {
    /// Incidents a day
    Rate,
    /// Each as a share of its own total
    Share,
}

#[derive(Debug, Serialize)]
struct Summary {
    measure: &'static str,
    filter: String,
    against: String,
    days: usize,
    against_days: usize,
    total: Row,
    layer: Option<String>,
    areas: Vec<AreaRow>,
    only_here: usize,
    only_there: usize,
    hour_of_week_difference: Option<Vec<Vec<f64>>>,
    warnings: Vec<String>,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Row {
    count: usize,
    against: usize,
    expected: f64,
    difference: f64,
    ratio: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    p: Option<f64>,
}

#[derive(Debug, Serialize)]
struct AreaRow {
    code: String,
    name: String,
    #[serde(flatten)]
    row: Row,
    class: &'static str,
    significant: bool,
}

const HOURS_PER_DAY: usize = 24;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let selected = args.filter.select(context)?;
    let against = match &args.against {
        Some(text) => Filter::from_query(text).context("--against")?,
        None => period_before(&selected.filter)
            .context("give --against, or both --from and --to to compare with the period before")?,
    };
    let there = selected.index.select(&against).context("--against")?;
    let sides = [
        Side { filter: &selected.filter, selection: &selected.selection },
        Side { filter: &against, selection: &there },
    ];
    let layer = layer_number(args, &selected)?;
    let measure = match args.measure {
        MeasuredBy::Rate => Measure::Rate,
        MeasuredBy::Share => Measure::Share,
    };
    let found = watched(|progress| compare(&selected.index, sides[0], sides[1], measure, layer, progress))?;
    if let Some(out) = &args.out {
        let drawn = match (args.cells, layer) {
            (Some(resolution), _) => cells(&selected, sides, &found, Resolution::try_from(resolution)?)?,
            (None, Some(layer)) => areas(&selected, layer, &found)?,
            (None, None) => bail!("there is no layer of areas: give --cells"),
        };
        let drawn = drawn.with_about("filter", selected.filter.to_string()).with_about("against", against.to_string());
        write_file(&drawn, out).context("the layer cannot be written")?;
    }
    let summary = summarise(args, &selected, &against, layer, &found);
    context.answer(&summary, || in_words(&summary))
}

fn layer_number(args: &Args, selected: &Selected) -> anyhow::Result<Option<usize>> {
    let index = &selected.index;
    match &args.layer {
        Some(name) => Ok(Some(index.layer(name).with_context(|| format!("there is no layer {name:?}"))?)),
        None => Ok((!index.layers().is_empty()).then_some(0)),
    }
}

fn summarise(args: &Args, selected: &Selected, against: &Filter, layer: Option<usize>, found: &Comparison) -> Summary {
    let layer = layer.map(|layer| &selected.index.layers()[layer]);
    let with_area = |(area, place): (&crate::space::Area, &PlaceComparison)| AreaRow {
        code: area.code.clone(),
        name: area.name.clone(),
        row: row(&place.pair),
        class: place.class.slug(),
        significant: place.significant,
    };
    let week = found.week.as_ref().map(|week| week.difference().chunks(HOURS_PER_DAY).map(<[f64]>::to_vec).collect());
    Summary {
        measure: found.measure.slug(),
        filter: selected.filter.to_string(),
        against: against.to_string(),
        days: found.days,
        against_days: found.against_days,
        total: row(&found.total),
        layer: layer.map(|layer| layer.name().to_owned()),
        areas: layer.map_or_else(Vec::new, |layer| layer.areas().iter().zip(&found.areas).map(with_area).collect()),
        only_here: found.areas_with(Difference::OnlyHere),
        only_there: found.areas_with(Difference::OnlyThere),
        hour_of_week_difference: week,
        warnings: found.warning.iter().cloned().collect(),
        finding: found.reading(&layer.map_or_else(String::new, |layer| format!("{} areas", layer.name()))),
        out: args.out.clone(),
    }
}

fn row(pair: &Pair) -> Row {
    Row {
        count: pair.count,
        against: pair.against,
        expected: pair.expected,
        difference: pair.difference,
        ratio: pair.ratio.and_then(|it| it.ratio),
        low: pair.ratio.map(|it| it.low),
        high: pair.ratio.and_then(|it| it.high),
        p: pair.ratio.map(|it| it.p),
    }
}

fn areas(selected: &Selected, layer: usize, found: &Comparison) -> anyhow::Result<Layer> {
    let areas = selected.index.layers()[layer].areas();
    let names = vec![
        Column::text("code", areas.iter().map(|area| area.code.clone())),
        Column::text("name", areas.iter().map(|area| area.name.clone())),
    ];
    let shapes = areas.iter().map(|area| Some(Geometry::from(area.shape.clone()))).collect();
    Ok(Layer::new("comparison", shapes, with_pairs(names, &found.areas))?)
}

fn cells(
    selected: &Selected,
    sides: [Side<'_>; 2],
    found: &Comparison,
    resolution: Resolution,
) -> anyhow::Result<Layer> {
    let [(cells, here), (_, there)] = sides.map(|side| selected.index.by_cell(side.selection, resolution));
    let counts = here.into_iter().zip(there).map(|(count, against)| (count as usize, against as usize));
    let with_any = cells.iter().zip(counts).filter(|&(_, (count, against))| count + against > 0);
    let (cells, counts): (Vec<&CellIndex>, Vec<(usize, usize)>) = with_any.unzip();
    let names = vec![Column::text("cell", cells.iter().map(|cell| cell.to_string()))];
    let shapes = cells.iter().map(|&&cell| Some(cell_polygon(cell).into())).collect();
    Ok(Layer::new("comparison", shapes, with_pairs(names, &compare_places(counts, found.exposure)))?)
}

fn with_pairs(mut columns: Vec<Column>, places: &[PlaceComparison]) -> Vec<Column> {
    let rows: Vec<Row> = places.iter().map(|place| row(&place.pair)).collect();
    columns.extend([
        Column::integer("count", rows.iter().map(|row| row.count as i64)),
        Column::integer("against", rows.iter().map(|row| row.against as i64)),
        Column::number("expected", rows.iter().map(|row| row.expected)),
        Column::number("difference", rows.iter().map(|row| row.difference)),
        Column::number("ratio", rows.iter().map(|row| row.ratio)),
        Column::number("low", rows.iter().map(|row| row.low)),
        Column::number("high", rows.iter().map(|row| row.high)),
        Column::number("p", rows.iter().map(|row| row.p)),
        Column::text("class", places.iter().map(|place| place.class.slug().to_owned())),
        Column::flag("significant", places.iter().map(|place| place.significant)),
    ]);
    columns
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    summary.warnings.iter().for_each(|warning| text += &format!("\nwarning: {warning}"));
    for area in &summary.areas {
        let row = &area.row;
        let ratio = row.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        text += &format!(
            "\n{:<12} {:<30} {:>8} {:>8} {:>10.1} {ratio:>7}  {}",
            area.code, area.name, row.count, row.against, row.difference, area.class
        );
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
