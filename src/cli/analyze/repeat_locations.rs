use std::path::PathBuf;

use anyhow::Context as _;
use geo_types::Point;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::location_arguments::LocationArguments;
use crate::analysis::finding::{Evidence, Finding};
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{
    Concentration, Growth, GrowthWindows, RepeatLocation, RepeatLocations, Trend, growth, repeat_locations,
};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    location: LocationArguments,
    /// Civil months of the recent window and of the one before it, between which locations grow or fade
    #[arg(long, default_value_t = 3, value_name = "MONTHS")]
    growth_months: u32,
    /// Leave out locations with fewer incidents
    #[arg(long, default_value_t = 2)]
    min_count: usize,
    /// Write the layer here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    incidents: usize,
    without_location: usize,
    locations: usize,
    listed: usize,
    concentration: Option<Shares>,
    growth: Option<Moving>,
    top: Vec<Item>,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Moving {
    recent_from: String,
    before_from: String,
    to: String,
    growing: usize,
    fading: usize,
    steady: usize,
    quiet: usize,
    tested: usize,
}

#[derive(Debug, Serialize)]
struct Shares {
    share_for_25_fraction: f64,
    share_for_50_fraction: f64,
    gini: f64,
    adjusted_share_for_25_fraction: f64,
    adjusted_share_for_50_fraction: f64,
    adjusted_gini: f64,
}

#[derive(Debug, Serialize)]
struct Item {
    rank: usize,
    id: String,
    label: Option<String>,
    count: usize,
    snapped: bool,
    trend: Option<&'static str>,
    recent: Option<usize>,
    before: Option<usize>,
}

const TOP: usize = 10;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let by = args.location.by()?;
    let selected = args.filter.select(context)?;
    let ranking = repeat_locations(&selected.index, &selected.selection, by);
    let listed = ranking.with_at_least(args.min_count);
    let found = |most: usize| (0..listed.min(most)).map(|rank| ranking.location(&selected.index, rank));
    let growth = growth_of(args, &selected, &ranking)?;
    if let Some(out) = &args.out {
        let locations: Vec<RepeatLocation> = found(listed).collect();
        write_file(&layer(&selected, &locations, growth.as_ref())?, out).context("the layer cannot be written")?;
    }
    let top = found(TOP).map(|location| item(location, growth.as_ref())).collect();
    let summary = summarise(args, &selected, &ranking, growth.as_ref(), top);
    context.answer(&summary, || in_words(&summary))
}

/// `None` where the data are shorter than two windows.
fn growth_of(args: &Args, selected: &Selected, ranking: &RepeatLocations) -> anyhow::Result<Option<Growth>> {
    let Some(observed) = observed_window(&selected.index, &selected.filter) else { return Ok(None) };
    let windows = GrowthWindows::ending(observed, args.growth_months, selected.index.incidents().zone())?;
    Ok(windows.map(|windows| growth(&selected.index, ranking, windows)))
}

fn summarise(
    args: &Args,
    selected: &Selected,
    ranking: &RepeatLocations,
    growth: Option<&Growth>,
    top: Vec<Item>,
) -> Summary {
    Summary {
        filter: selected.filter.to_string(),
        incidents: ranking.selected(),
        without_location: ranking.without_location(),
        locations: ranking.len(),
        listed: ranking.with_at_least(args.min_count),
        concentration: ranking.concentration().map(shares),
        growth: growth.map(|growth| moving(selected, growth)),
        top,
        finding: ranking.reading(growth, Evidence::of(&selected.index, &selected.selection)),
        out: args.out.clone(),
    }
}

fn moving(selected: &Selected, growth: &Growth) -> Moving {
    let day = |second: i64| selected.index.incidents().zone().civil(second).date().to_string();
    Moving {
        recent_from: day(growth.windows.recent.start()),
        before_from: day(growth.windows.before.start()),
        to: day(growth.windows.recent.end()),
        growing: growth.with(Trend::Growing),
        fading: growth.with(Trend::Fading),
        steady: growth.with(Trend::Steady),
        quiet: growth.with(Trend::Quiet),
        tested: growth.tested,
    }
}

fn shares(found: Concentration) -> Shares {
    Shares {
        share_for_25_fraction: found.share_for_25_fraction,
        share_for_50_fraction: found.share_for_50_fraction,
        gini: found.gini,
        adjusted_share_for_25_fraction: found.adjusted_share_for_25_fraction,
        adjusted_share_for_50_fraction: found.adjusted_share_for_50_fraction,
        adjusted_gini: found.adjusted_gini,
    }
}

fn item(location: RepeatLocation, growth: Option<&Growth>) -> Item {
    let growth = growth.map(|growth| &growth.locations[location.rank - 1]);
    Item {
        rank: location.rank,
        id: location.id.to_string(),
        count: location.count,
        snapped: location.is_snapped(),
        label: location.label,
        trend: growth.map(|growth| growth.trend.slug()),
        recent: growth.map(|growth| growth.recent),
        before: growth.map(|growth| growth.before),
    }
}

fn layer(selected: &Selected, found: &[RepeatLocation], growth: Option<&Growth>) -> anyhow::Result<Layer> {
    let incidents = selected.index.incidents();
    let civil = |second: i64| incidents.zone().civil(second).to_string();
    let top_category = |it: &RepeatLocation| {
        it.categories.first().map(|&(category, _)| incidents.dictionaries().categories[category].to_string())
    };
    let of = |it: &RepeatLocation| growth.map(|growth| growth.locations[it.rank - 1]);
    let columns = vec![
        Column::text("id", found.iter().map(|it| it.id.to_string())),
        Column::integer("rank", found.iter().map(|it| it.rank as i64)),
        Column::text("label", found.iter().map(|it| it.label.clone())),
        Column::integer("count", found.iter().map(|it| it.count as i64)),
        Column::number("share_fraction", found.iter().map(|it| it.share_fraction)),
        Column::text("first", found.iter().map(|it| civil(it.first.start()))),
        Column::text("last", found.iter().map(|it| civil(it.last.start()))),
        Column::integer("distinct_days", found.iter().map(|it| it.distinct_days.map(|days| days as i64))),
        Column::number("median_gap_days", found.iter().map(|it| it.median_gap_days)),
        Column::text("top_category", found.iter().map(top_category)),
        Column::text("precision", found.iter().map(|it| it.precision.slug().to_owned())),
        Column::integer("recent", found.iter().map(|it| of(it).map(|growth| growth.recent as i64))),
        Column::integer("before", found.iter().map(|it| of(it).map(|growth| growth.before as i64))),
        Column::number("growth_ratio", found.iter().map(|it| of(it)?.ratio?.ratio)),
        Column::text("trend", found.iter().map(|it| of(it).map(|growth| growth.trend.slug().to_owned()))),
    ];
    let places = found.iter().map(|it| it.place.map(|place| Point::from(place.coord()).into())).collect();
    let layer = Layer::new("repeat-locations", places, columns)?;
    Ok(layer.with_about("filter", selected.filter.to_string()))
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}\n", summary.finding.statement, summary.finding.caveat);
    text += &format!(
        "{} incidents at {} locations ({} without one); {} locations listed",
        summary.incidents, summary.locations, summary.without_location, summary.listed
    );
    if let Some(shares) = &summary.concentration {
        text += &format!(
            "\na quarter of them at {:.1} % of the locations, half at {:.1} %; Gini {:.2}, adjusted {:.2}",
            100.0 * shares.share_for_25_fraction,
            100.0 * shares.share_for_50_fraction,
            shares.gini,
            shares.adjusted_gini
        );
    }
    for item in &summary.top {
        let snapped = if item.snapped { " (a map point: a street, not an address)" } else { "" };
        let trend = item.trend.filter(|trend| ["growing", "fading"].contains(trend));
        let trend = trend.map_or_else(String::new, |trend| format!(", {trend}"));
        let label = item.label.as_deref().unwrap_or(&item.id);
        text += &format!("\n{:>4} {:>7}  {label}{snapped}{trend}", item.rank, item.count);
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
