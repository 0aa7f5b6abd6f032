use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use super::watched::watched;
use crate::analysis::emerging::{
    EmergingClass, EmergingError, EmergingParameters, Null, default_length, emerging_hot_spots, whole_periods,
};
use crate::analysis::finding::Evidence;
use crate::analysis::hot_spots::Ground;
use crate::analysis::spatial_weights::Neighbourhood;
use crate::cli::output::Context;
use crate::encode::write_file;
use crate::serve::layers::emerging::layer;
use crate::space::GridChoice;
use crate::time::PeriodLength;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Cells: hex:RESOLUTION, square:METRESm or square:FEETft
    #[arg(long, default_value = "hex:9")]
    grid: GridChoice,
    /// Neighbours: ring:STEPS, queen (ring:1) or band:METRES
    #[arg(long, default_value = "ring:1")]
    weights: Neighbourhood,
    /// The length of a period [default: the longest of which there are a dozen]
    #[arg(long, value_enum)]
    period: Option<Period>,
    /// How many periods before its own a neighbourhood also takes in
    #[arg(long, default_value_t = 1)]
    span: usize,
    /// What a neighbourhood is compared with: all periods, or its own
    #[arg(long, value_enum, default_value = "whole-cube")]
    null: NullArgument,
    /// The part of false discoveries that is put up with
    #[arg(long, default_value_t = 0.05, value_name = "RATE")]
    fdr: f64,
    /// Write all cells here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Period {
    Day,
    Week,
    Month,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NullArgument {
    WholeCube,
    Step,
}

impl From<Period> for PeriodLength {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Week => Self::Week,
            Period::Month => Self::Month,
        }
    }
}

impl From<NullArgument> for Null {
    fn from(null: NullArgument) -> Self {
        match null {
            NullArgument::WholeCube => Self::WholeCube,
            NullArgument::Step => Self::Step,
        }
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    ground: String,
    period: &'static str,
    periods: usize,
    filter: String,
    incidents: usize,
    cells: usize,
    /// Hot in the last period, and new or growing.
    emerging: usize,
    p_threshold: Option<f64>,
    trend_p_threshold: Option<f64>,
    classes: Vec<ClassCount>,
    statement: String,
    caveat: String,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct ClassCount {
    class: String,
    cells: usize,
    meaning: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let parameters =
        EmergingParameters { null: args.null.into(), span: args.span, discovery_rate: args.fdr }.check()?;
    let neighbourhood = args.weights.check()?;
    let selected = args.filter.select(context)?;
    let (index, selection, filter) = (&selected.index, &selected.selection, &selected.filter);
    let length = args.period.map_or_else(|| default_length(index, selection, filter), PeriodLength::from);
    let periods = whole_periods(index, filter, length).ok_or(EmergingError::TooFewPeriods(0))?;
    let ground = Ground::new(args.grid.over(index.study_area())?, neighbourhood, index.study_area())?;
    parameters.check_cube(ground.grid().len(), periods.len())?;
    let cube = index.cube(selection, ground.grid(), &periods);
    let found = watched(|progress| emerging_hot_spots(&cube, ground.weights(), &parameters, progress))?;
    let finding = found.reading(&Evidence::of(index, selection));
    let class = |class: EmergingClass| ClassCount {
        class: class.slug(),
        cells: found.cells_in(class),
        meaning: class.meaning(),
    };
    let summary = Summary {
        ground: ground.in_words(),
        period: length.word(),
        periods: periods.len(),
        filter: filter.to_string(),
        incidents: found.incidents.round() as usize,
        cells: found.cells.len(),
        emerging: found.cells.iter().filter(|cell| cell.is_emerging()).count(),
        p_threshold: found.p_threshold,
        trend_p_threshold: found.trend_p_threshold,
        classes: EmergingClass::all().map(class).collect(),
        statement: finding.statement,
        caveat: finding.caveat,
        out: args.out.clone(),
    };
    if let Some(out) = &args.out {
        let layer = layer(&found, &ground, &periods, index.incidents().zone(), false)?;
        let layer = layer.with_about("method", summary.ground.clone()).with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the layer cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn in_words(summary: &Summary) -> String {
    let Summary { incidents, periods, period, cells, ground, .. } = summary;
    let mut text = format!("{incidents} incidents in {periods} periods of a {period}, {cells} cells; {ground}");
    for class in summary.classes.iter().filter(|class| class.cells > 0) {
        text += &format!("\n{:>8}  {:<18} {}", class.cells, class.class, class.meaning);
    }
    text += &format!("\n{}\n{}", summary.statement, summary.caveat);
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
