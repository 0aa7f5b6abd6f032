use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use crate::analysis::finding::thousands;
use crate::analysis::recording_changes::recording_changes;
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::resources::recording_changes::Steps;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Write the steps as a table here; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What the API answers, and where the table went.
#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    #[serde(flatten)]
    steps: Steps,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let selected = args.filter.select(context)?;
    let steps = Steps::of(&recording_changes(&selected.index, &selected.filter)?);
    if let Some(out) = &args.out {
        write_file(&table(&steps)?, out).context("the table cannot be written")?;
    }
    let summary = Summary { filter: selected.filter.to_string(), steps, out: args.out.clone() };
    context.answer(&summary, || in_words(&summary))
}

/// A row a step.
fn table(steps: &Steps) -> anyhow::Result<Layer> {
    let rows = || steps.series.iter().flat_map(|series| series.changes.iter().map(move |change| (series, change)));
    let columns = vec![
        Column::text("series", rows().map(|(series, _)| series.id.clone())),
        Column::text("last_before", rows().map(|(_, change)| change.last_before.clone())),
        Column::text("first_after", rows().map(|(_, change)| change.first_after.clone())),
        Column::number("level_before", rows().map(|(_, change)| change.level_before)),
        Column::number("level_after", rows().map(|(_, change)| change.level_after)),
        Column::number("ratio", rows().map(|(_, change)| change.ratio)),
        Column::number("low", rows().map(|(_, change)| change.low)),
        Column::number("high", rows().map(|(_, change)| change.high)),
    ];
    Ok(Layer::table("recording-changes", columns)?)
}

fn in_words(summary: &Summary) -> String {
    let steps = &summary.steps;
    let mut text = format!("{}\n{}", steps.finding.statement, steps.finding.caveat);
    for series in &steps.series {
        for change in &series.changes {
            let level = |level: f64| thousands(level.round() as usize);
            text += &format!(
                "\n  {:<40} {} to {}: {} a month, then {}",
                series.id,
                change.last_before,
                change.first_after,
                level(change.level_before),
                level(change.level_after)
            );
        }
    }
    for note in &steps.notes {
        text += &format!("\n{note}");
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
