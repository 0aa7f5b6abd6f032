use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use jiff::civil::Date;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::dated::{day_of, last_day};
use crate::analysis::finding::{Evidence, Finding, day_in_words};
use crate::analysis::near_repeat::{
    Clock, Metric, NearRepeatParameters, NearRepeats, Raised, RaisedRule, near_repeats, zone_cells, zones_alive,
    zones_reading,
};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::layers::near_repeat_zones;
use crate::space::Metres;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Outer edges of the distance bands, half-open: a pair at exactly 100 m is beyond 100. In metres.
    #[arg(long, value_delimiter = ',', default_values_t = [100.0, 200.0, 300.0, 400.0, 500.0], value_name = "METRES,…")]
    distances: Vec<f64>,
    /// Outer edges of the time bands, half-open, in days
    #[arg(long, value_delimiter = ',', default_values_t = [7.0, 14.0, 21.0, 28.0], value_name = "DAYS,…")]
    times: Vec<f64>,
    /// Count pairs at the same coordinates with the nearest band instead of in one of their own
    #[arg(long)]
    no_same_place: bool,
    #[arg(long, value_enum, default_value = "euclidean")]
    metric: MetricArgument,
    /// dates: whole civil days between incidents; times: the time elapsed
    #[arg(long, value_enum, default_value = "dates")]
    clock: ClockArgument,
    /// How often the times are shuffled
    #[arg(long, default_value_t = 999)]
    replicas: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the zones alive on a date instead of the table
    #[arg(long)]
    zones: bool,
    /// The date of the zones, from incidents up to it; the last date of the data when it is not given
    #[arg(long, requires = "zones")]
    at: Option<Date>,
    /// What the zones are written as
    #[arg(long, value_enum, default_value = "circles", requires = "zones")]
    shape: Shape,
    /// The largest p of a raised cell of the table
    #[arg(long, default_value_t = RaisedRule::default().significance)]
    significance: f64,
    /// The smallest ratio of a raised cell of the table
    #[arg(long, default_value_t = RaisedRule::default().least_ratio)]
    least_ratio: f64,
    /// Write the table or the zones here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MetricArgument {
    Euclidean,
    Manhattan,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ClockArgument {
    Dates,
    Times,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    Circles,
    Hexagons,
}

impl Args {
    fn parameters(&self) -> NearRepeatParameters {
        NearRepeatParameters {
            metric: match self.metric {
                MetricArgument::Euclidean => Metric::Euclidean,
                MetricArgument::Manhattan => Metric::Manhattan,
            },
            clock: match self.clock {
                ClockArgument::Dates => Clock::Dates,
                ClockArgument::Times => Clock::Times,
            },
            same_place: !self.no_same_place,
            distances: self.distances.iter().copied().map(Metres).collect(),
            times_days: self.times.clone(),
            replicas: self.replicas,
            seed: self.seed,
        }
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    finding: Finding,
    incidents: usize,
    without_place: usize,
    window_too_long: usize,
    pairs_compared: u64,
    replicas: u32,
    seed: u64,
    distance_bands: Vec<String>,
    time_bands: Vec<String>,
    table: Vec<Vec<Cell>>,
    raised: Vec<RaisedRow>,
    at: Option<Date>,
    zones: Option<usize>,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Cell {
    observed: u64,
    expected: f64,
    expected_median: f64,
    ratio: Option<f64>,
    ratio_to_median: Option<f64>,
    p: f64,
}

#[derive(Debug, Serialize)]
struct RaisedRow {
    radius_m: f64,
    days: f64,
    ratio: f64,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let parameters = args.parameters().check()?;
    let rule = RaisedRule { significance: args.significance, least_ratio: args.least_ratio }.check()?;
    let mut selected = args.filter.select(context)?;
    if let Some(next) = args.at.and_then(|at| at.tomorrow().ok()) {
        selected = selected.before(next)?;
    }
    let table = watched(|progress| near_repeats(&selected.index, &selected.selection, &parameters, progress))?;
    let raised = Raised::of(&table, rule);
    let mut summary = summarise(args, &selected, &table, &raised);
    if args.zones {
        write_zones(args, &selected, &table, &raised, &mut summary)?;
    } else if let Some(out) = &args.out {
        write_file(&table_layer(&table)?, out).context("the table cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn summarise(args: &Args, selected: &Selected, table: &NearRepeats, raised: &Raised) -> Summary {
    let evidence = Evidence::of(&selected.index, &selected.selection);
    let raised_row = |band: &crate::analysis::near_repeat::RaisedBand| RaisedRow {
        radius_m: band.radius.0,
        days: band.days,
        ratio: band.ratio,
    };
    Summary {
        filter: selected.filter.to_string(),
        finding: table.reading(raised, &evidence),
        incidents: table.incidents().len(),
        without_place: table.incidents().without_place,
        window_too_long: table.incidents().window_too_long,
        pairs_compared: table.pairs(),
        replicas: args.replicas,
        seed: args.seed,
        distance_bands: table.distance_bands().iter().map(|band| band.label("m")).collect(),
        time_bands: table.time_bands().iter().map(|band| band.label("days")).collect(),
        table: cells(table),
        raised: raised.bands().iter().map(raised_row).collect(),
        at: None,
        zones: None,
        out: args.out.clone(),
    }
}

fn cells(table: &NearRepeats) -> Vec<Vec<Cell>> {
    let row = |distance| {
        table.row(distance).iter().map(|cell| Cell {
            observed: cell.observed,
            expected: cell.expected,
            expected_median: cell.expected_median,
            ratio: cell.ratio(),
            ratio_to_median: cell.ratio_to_median(),
            p: cell.p,
        })
    };
    (0..table.distance_bands().len()).map(|distance| row(distance).collect()).collect()
}

fn write_zones(
    args: &Args,
    selected: &Selected,
    table: &NearRepeats,
    raised: &Raised,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    let (index, evidence) = (&selected.index, Evidence::of(&selected.index, &selected.selection));
    let last = last_day(index, &selected.filter).and_then(crate::analysis::dated::date_of);
    let at = args.at.or(last).context("there are no incidents, and so no zones")?;
    let zones = zones_alive(table, raised, day_of(at));
    summary.at = Some(at);
    summary.zones = Some(zones.len());
    summary.finding = zones_reading(table, &zones, &day_in_words(at), &evidence);
    if let Some(out) = &args.out {
        let layer = match args.shape {
            Shape::Circles => near_repeat_zones::circles(index, &zones)?,
            Shape::Hexagons => near_repeat_zones::hexagons(index, &zone_cells(&zones, index.incidents().projection()))?,
        };
        let layer = layer.with_about("at", at.to_string()).with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the zones cannot be written")?;
    }
    Ok(())
}

/// One row a cell of the table.
fn table_layer(table: &NearRepeats) -> anyhow::Result<Layer> {
    let (distances, times) = (table.distance_bands(), table.time_bands());
    let at: Vec<(usize, usize)> =
        (0..distances.len()).flat_map(|row| (0..times.len()).map(move |column| (row, column))).collect();
    let cell = |&(row, column): &(usize, usize)| table.row(row)[column];
    let columns = vec![
        Column::text("distance_band", at.iter().map(|at| distances[at.0].label("m"))),
        Column::number("from_m", at.iter().map(|at| distances[at.0].from)),
        Column::number("to_m", at.iter().map(|at| distances[at.0].to)),
        Column::text("time_band", at.iter().map(|at| times[at.1].label("days"))),
        Column::number("from_days", at.iter().map(|at| times[at.1].from)),
        Column::number("to_days", at.iter().map(|at| times[at.1].to)),
        Column::integer("observed", at.iter().map(|at| cell(at).observed as i64)),
        Column::number("expected", at.iter().map(|at| cell(at).expected)),
        Column::number("expected_median", at.iter().map(|at| cell(at).expected_median)),
        Column::number("ratio", at.iter().map(|at| cell(at).ratio())),
        Column::number("p", at.iter().map(|at| cell(at).p)),
    ];
    Ok(Layer::table("near-repeats", columns)?)
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    if summary.zones.is_none() {
        text += "\npairs, and in brackets how many times the mean of the shuffles; * p at most 0.05, ** at most 0.001";
        text += &format!("\n{:>28}", "");
        summary.time_bands.iter().for_each(|band| text += &format!("{band:>22}"));
        for (band, row) in summary.distance_bands.iter().zip(&summary.table) {
            text += &format!("\n{band:>28}");
            row.iter().for_each(|cell| text += &format!("{:>22}", cell.in_words()));
        }
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}

impl Cell {
    fn in_words(&self) -> String {
        let stars = match self.p {
            p if p <= 0.001 => "**",
            p if p <= 0.05 => "*",
            _ => "",
        };
        let ratio = self.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        format!("{} ({ratio}){stars}", self.observed)
    }
}
