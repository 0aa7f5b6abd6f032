use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use geo_types::Point;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use crate::analysis::repeat_locations::{By, Concentration, RepeatLocation, RepeatLocations, repeat_locations};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::space::Metres;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// What counts as the same location
    #[arg(long, value_enum, default_value = "key")]
    by: Same,
    /// Clusters: incidents within this many metres of each other are neighbours
    #[arg(long, default_value_t = 50.0, value_name = "METRES")]
    radius: f64,
    /// Clusters: how many incidents make a place, itself included
    #[arg(long, default_value_t = 10)]
    min_points: usize,
    /// Leave out locations with fewer incidents
    #[arg(long, default_value_t = 2)]
    min_count: usize,
    /// Write the layer here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Same {
    /// The source's own key, or else its text
    Key,
    /// The same coordinates
    Point,
    /// Density clusters (DBSCAN)
    Cluster,
}

impl Args {
    fn by(&self) -> anyhow::Result<By> {
        let by = match self.by {
            Same::Key => By::Key,
            Same::Point => By::Point,
            Same::Cluster => By::Cluster { radius: Metres(self.radius), min_points: self.min_points },
        };
        Ok(by.check()?)
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    incidents: usize,
    without_location: usize,
    locations: usize,
    listed: usize,
    concentration: Option<Shares>,
    top: Vec<Item>,
    out: Option<PathBuf>,
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
}

const TOP: usize = 10;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let by = args.by()?;
    let selected = args.filter.select(context)?;
    let ranking = repeat_locations(&selected.index, &selected.selection, by);
    let listed = ranking.with_at_least(args.min_count);
    let found = |most: usize| (0..listed.min(most)).map(|rank| ranking.location(&selected.index, rank));
    if let Some(out) = &args.out {
        let locations: Vec<RepeatLocation> = found(listed).collect();
        write_file(&layer(&selected, &locations)?, out).context("the layer cannot be written")?;
    }
    let summary = summarise(args, &selected, &ranking, found(TOP).map(item).collect());
    context.answer(&summary, || in_words(&summary))
}

fn summarise(args: &Args, selected: &Selected, ranking: &RepeatLocations, top: Vec<Item>) -> Summary {
    Summary {
        filter: selected.filter.to_string(),
        incidents: ranking.selected(),
        without_location: ranking.without_location(),
        locations: ranking.len(),
        listed: ranking.with_at_least(args.min_count),
        concentration: ranking.concentration().map(shares),
        top,
        out: args.out.clone(),
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

fn item(location: RepeatLocation) -> Item {
    let snapped = location.is_snapped();
    Item { rank: location.rank, id: location.id.to_string(), label: location.label, count: location.count, snapped }
}

fn layer(selected: &Selected, found: &[RepeatLocation]) -> anyhow::Result<Layer> {
    let incidents = selected.index.incidents();
    let civil = |second: i64| incidents.zone().civil(second).to_string();
    let top_category = |it: &RepeatLocation| {
        it.categories.first().map(|&(category, _)| incidents.dictionaries().categories[category].to_string())
    };
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
    ];
    let places = found.iter().map(|it| it.place.map(|place| Point::from(place.coord()).into())).collect();
    let layer = Layer::new("repeat-locations", places, columns)?;
    Ok(layer.with_about("filter", selected.filter.to_string()))
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!(
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
        text +=
            &format!("\n{:>4} {:>7}  {}{snapped}", item.rank, item.count, item.label.as_deref().unwrap_or(&item.id));
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
