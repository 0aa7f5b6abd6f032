use std::path::PathBuf;

use anyhow::Context as _;
use geo_types::Point;
use jiff::civil::Date;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::location_arguments::LocationArguments;
use crate::analysis::case_review::{Candidate, Threshold, case_reviews};
use crate::analysis::finding::Finding;
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{RepeatLocations, repeat_locations};
use crate::cli::output::Context;
use crate::config::Config;
use crate::encode::{Column, Layer, write_file};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    location: LocationArguments,
    /// The day that the months are reckoned back from; the end of the window unless given
    #[arg(long)]
    as_of: Option<Date>,
    /// Reports of the same issue; like the three that follow, what wherenext.toml says unless given
    #[arg(long)]
    reports: Option<usize>,
    /// Within so many months
    #[arg(long)]
    within_months: Option<u32>,
    /// Each reported within so many days of happening
    #[arg(long)]
    reported_within_days: Option<u32>,
    /// Reports of hate that are enough by themselves
    #[arg(long)]
    hate_reports: Option<usize>,
    /// Write the locations here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    as_of: String,
    since: String,
    rule: Threshold,
    incidents: usize,
    reported_late: usize,
    total: usize,
    items: Vec<Item>,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Item {
    id: String,
    label: Option<String>,
    snapped: bool,
    reason: &'static str,
    category: String,
    count: usize,
    first: String,
    last: String,
    /// Numbers of the qualifying incidents.
    incidents: Vec<u32>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let by = args.location.by()?;
    let defaults = Config::of_folder(&context.data_dir)?.case_review;
    let threshold = Threshold {
        reports: args.reports.unwrap_or(defaults.reports),
        within_months: args.within_months.unwrap_or(defaults.within_months),
        reported_within_days: args.reported_within_days.unwrap_or(defaults.reported_within_days),
        hate_reports: args.hate_reports.unwrap_or(defaults.hate_reports),
    }
    .check()?;
    let selected = args.filter.select(context)?;
    let zone = selected.index.incidents().zone();
    let end = || observed_window(&selected.index, &selected.filter).map(|window| zone.civil(window.end()).date());
    let as_of = args.as_of.or_else(end).context("the data cover no day of this window")?;
    let ranking = repeat_locations(&selected.index, &selected.selection, by);
    let found = case_reviews(&selected.index, &ranking, as_of, &threshold).context("--as-of is out of range")?;
    let items: Vec<Item> = found.candidates.iter().map(|it| item(&selected, &ranking, it)).collect();
    if let Some(out) = &args.out {
        let layer = layer(&selected, &ranking, &found.candidates, &items)?;
        write_file(&layer.with_about("filter", selected.filter.to_string()), out)
            .context("the layer cannot be written")?;
    }
    let day = |second: i64| zone.civil(second).date().to_string();
    let summary = Summary {
        filter: selected.filter.to_string(),
        as_of: day(found.window.end()),
        since: day(found.window.start()),
        rule: threshold.get(),
        incidents: found.reports,
        reported_late: found.late,
        total: items.len(),
        finding: found.reading(&threshold, items.iter().filter(|item| item.snapped).count()),
        items,
        out: args.out.clone(),
    };
    context.answer(&summary, || in_words(&summary))
}

fn item(selected: &Selected, ranking: &RepeatLocations, candidate: &Candidate) -> Item {
    let incidents = selected.index.incidents();
    let location = ranking.location(&selected.index, candidate.location);
    let rows = || candidate.rows.iter().map(|&row| row as usize);
    let start = |row: usize| incidents.zone().written(incidents.when(row).start());
    Item {
        id: location.id.to_string(),
        label: location.label,
        snapped: rows().any(|row| incidents.precision(row).is_snapped()),
        reason: candidate.reason.slug(),
        category: incidents.dictionaries().categories[candidate.category].to_string(),
        count: candidate.rows.len(),
        first: rows().next().map(start).unwrap_or_default(),
        last: rows().next_back().map(start).unwrap_or_default(),
        incidents: rows().map(|row| incidents.ids()[row]).collect(),
    }
}

fn layer(
    selected: &Selected,
    ranking: &RepeatLocations,
    candidates: &[Candidate],
    items: &[Item],
) -> anyhow::Result<Layer> {
    let place = |it: &Candidate| ranking.location(&selected.index, it.location).place;
    let places = candidates.iter().map(|it| place(it).map(|place| Point::from(place.coord()).into())).collect();
    let columns = vec![
        Column::text("id", items.iter().map(|it| it.id.clone())),
        Column::text("label", items.iter().map(|it| it.label.clone())),
        Column::flag("snapped", items.iter().map(|it| it.snapped)),
        Column::text("reason", items.iter().map(|it| it.reason.to_owned())),
        Column::text("category", items.iter().map(|it| it.category.clone())),
        Column::integer("count", items.iter().map(|it| it.count as i64)),
        Column::text("first", items.iter().map(|it| it.first.clone())),
        Column::text("last", items.iter().map(|it| it.last.clone())),
    ];
    Ok(Layer::new("case-reviews", places, columns)?)
}

fn in_words(summary: &Summary) -> String {
    const TOP: usize = 20;
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    text += &format!("\nfrom {} to {}:", summary.since, summary.as_of);
    for item in summary.items.iter().take(TOP) {
        let snapped = if item.snapped { " (a map point: a street, not an address)" } else { "" };
        let label = item.label.as_deref().unwrap_or(&item.id);
        text += &format!("\n{:>5} {:<24} {label}{snapped}, last {}", item.count, item.category, item.last);
    }
    if summary.total > TOP {
        text += &format!("\n… and {} more: use --out or --json", summary.total - TOP);
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
