use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::ValueEnum;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use crate::analysis::area_trends::{AreaTrends, AreaTrendsParameters, TrendTest, area_trends};
use crate::analysis::finding::thousands;
use crate::cli::output::Context;
use crate::encode::{Layer, write_file};
use crate::serve::layers::{area_trends as drawn, areas};
use crate::serve::resources::trends::{AreaGrowth, Ratio, Trends};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// The layer of areas; the first unless given
    #[arg(long)]
    layer: Option<String>,
    /// What decides whether an area goes up or down
    #[arg(long, value_enum, default_value = "trend")]
    test: Test,
    /// Of the areas called significant, the part that may be so by chance
    #[arg(long, default_value_t = AreaTrendsParameters::default().false_discovery_rate, value_name = "FRACTION")]
    false_discovery_rate: f64,
    /// Months of the trend, counted back from the end of the window
    #[arg(long, default_value_t = AreaTrendsParameters::default().trend_months)]
    trend_months: usize,
    /// Areas with fewer incidents are not tested
    #[arg(long, default_value_t = AreaTrendsParameters::default().min_incidents)]
    min_incidents: usize,
    /// Write the areas here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Test {
    /// A steady growth over the months, scatter allowed for
    Trend,
    /// A growth by ranks
    MannKendall,
    /// More than in the same dates a year ago
    Change,
    /// The same against the rest of the force
    RelativeChange,
}

impl From<Test> for TrendTest {
    fn from(test: Test) -> Self {
        match test {
            Test::Trend => Self::Trend,
            Test::MannKendall => Self::MannKendall,
            Test::Change => Self::Change,
            Test::RelativeChange => Self::RelativeChange,
        }
    }
}

/// What the API answers, and where the layer went.
#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    #[serde(flatten)]
    trends: Trends,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let parameters = AreaTrendsParameters {
        test: args.test.into(),
        false_discovery_rate: args.false_discovery_rate,
        trend_months: args.trend_months,
        min_incidents: args.min_incidents,
    }
    .check()?;
    let selected = args.filter.select(context)?;
    let layer = number_of(&selected, args.layer.as_deref())?;
    let found = area_trends(&selected.index, &selected.filter, layer, &parameters)?;
    if let Some(out) = &args.out {
        write_file(&as_layer(&selected, layer, &found)?, out).context("the layer cannot be written")?;
    }
    let trends = Trends::of(&selected.index, &selected.filter, layer, &found);
    let summary = Summary { filter: selected.filter.to_string(), trends, out: args.out.clone() };
    context.answer(&summary, || in_words(&summary))
}

fn number_of(selected: &Selected, name: Option<&str>) -> anyhow::Result<usize> {
    let known = || {
        let names: Vec<&str> = selected.index.layers().iter().map(|layer| layer.name()).collect();
        names.join(", ")
    };
    match name {
        Some(name) => {
            selected.index.layer(name).ok_or_else(|| anyhow!("there is no layer {name:?}; there are: {}", known()))
        }
        None if selected.index.layers().is_empty() => {
            Err(anyhow!("there is no layer of areas: import one with `wherenext areas import`"))
        }
        None => Ok(0),
    }
}

fn as_layer(selected: &Selected, layer: usize, found: &AreaTrends) -> anyhow::Result<Layer> {
    let columns = drawn::columns(&selected.index, layer, found);
    let layer = Layer::new("area-trends", areas::shapes(&selected.index, layer), columns)?;
    Ok(layer.with_about("filter", selected.filter.to_string()).with_about("test", found.parameters.get().test.slug()))
}

fn in_words(summary: &Summary) -> String {
    let trends = &summary.trends;
    let mut text = format!("{}\n{}\n", trends.finding.statement, trends.finding.caveat);
    text += "\nrank      now   before  change (95 %)           vs rest  trend a year (95 %)       p  ";
    for area in trends.areas.iter().chain([&trends.whole]) {
        text += &row(area);
    }
    for line in trends.warnings.iter().map(|it| format!("warning: {it}")).chain(trends.notes.iter().cloned()) {
        text += &format!("\n{line}");
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}

fn row(area: &AreaGrowth) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
    let change = |ratio: &Ratio| format!("{} ({:.2} to {})", number(ratio.ratio), ratio.low, number(ratio.high));
    let arrow = match area.direction {
        Some("up") => "up",
        Some("down") => "down",
        _ => "",
    };
    format!(
        "\n{:>4} {:>8} {:>8}  {:<22} {:>8}  {:<22} {:>7}  {:<5}{}",
        area.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()),
        thousands(area.count),
        thousands(area.count_before),
        area.change.as_ref().map_or_else(|| "-".to_owned(), change),
        number(area.relative_change.as_ref().and_then(|it| it.ratio)),
        area.trend
            .as_ref()
            .map_or_else(|| "-".to_owned(), |it| format!("{:.2} ({:.2} to {:.2})", it.ratio_per_year, it.low, it.high)),
        area.p.map_or_else(|| "-".to_owned(), |p| format!("{p:.4}")),
        arrow,
        area.name
    )
}
