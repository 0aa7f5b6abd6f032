use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::finding::Finding;
use crate::analysis::time_of_day::{
    CheckedTimeOfDay, PeakWindow, Resolution, TimeOfDay, TimeOfDayParameters, time_of_day,
};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::index::Day;
use crate::time::HOURS_PER_WEEK;

const HOURS_PER_DAY: usize = 24;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// The most peak windows, 1 to 10
    #[arg(long, default_value_t = TimeOfDayParameters::default().most_windows)]
    windows: usize,
    /// Hours a week that a window may have: what can be staffed, 1 to 84
    #[arg(long, default_value_t = TimeOfDayParameters::default().most_hours, value_name = "HOURS")]
    most_hours: usize,
    /// Random weeks that each window is held against
    #[arg(long, default_value_t = TimeOfDayParameters::default().replicas)]
    replicas: usize,
    #[arg(long, default_value_t = TimeOfDayParameters::default().seed)]
    seed: u64,
    /// Write the 168 hours as a table here; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    incidents: usize,
    hours_known: usize,
    days_only: usize,
    hours_unknown: usize,
    resolution: Option<&'static str>,
    hour_of_week: Option<Vec<Vec<f64>>>,
    windows: Vec<Window>,
    replicas: usize,
    seed: u64,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Window {
    label: String,
    hours: usize,
    incidents: f64,
    share_fraction: f64,
    week_fraction: f64,
    lift: f64,
    p: f64,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let sought = TimeOfDayParameters {
        most_windows: args.windows,
        most_hours: args.most_hours,
        replicas: args.replicas,
        seed: args.seed,
    }
    .check()?;
    let selected = args.filter.select(context)?;
    let found = watched(|progress| time_of_day(&selected.index, &selected.selection, &sought, progress))?;
    if let Some(out) = &args.out {
        let table = table(&found)?.with_about("filter", selected.filter.to_string());
        write_file(&table, out).context("the table cannot be written")?;
    }
    let summary = summarise(args, &selected, &found, &sought);
    context.answer(&summary, || in_words(&found, &summary))
}

fn summarise(args: &Args, selected: &Selected, found: &TimeOfDay, sought: &CheckedTimeOfDay) -> Summary {
    Summary {
        filter: selected.filter.to_string(),
        incidents: found.evidence.incidents,
        hours_known: found.hours_known,
        days_only: found.days_only,
        hours_unknown: found.evidence.hours_unknown,
        resolution: found.resolution.map(Resolution::slug),
        hour_of_week: found.hours.map(|hours| hours.chunks(HOURS_PER_DAY).map(<[f64]>::to_vec).collect()),
        windows: found.windows.iter().map(window).collect(),
        replicas: sought.replicas(),
        seed: sought.seed(),
        finding: found.reading(),
        out: args.out.clone(),
    }
}

fn window(peak: &PeakWindow) -> Window {
    Window {
        label: peak.block.to_string(),
        hours: peak.block.hours(),
        incidents: peak.incidents,
        share_fraction: peak.share_fraction,
        week_fraction: peak.week_fraction,
        lift: peak.lift(),
        p: peak.p,
    }
}

/// One row an hour of the week; none when no hour is known.
fn table(found: &TimeOfDay) -> anyhow::Result<Layer> {
    let hours: Vec<(usize, f64)> =
        found.hours.map_or_else(Vec::new, |hours: [f64; HOURS_PER_WEEK]| hours.into_iter().enumerate().collect());
    let columns = vec![
        Column::text("day", hours.iter().map(|&(at, _)| Day::ALL[at / HOURS_PER_DAY].slug().to_owned())),
        Column::integer("hour", hours.iter().map(|&(at, _)| (at % HOURS_PER_DAY) as i64)),
        Column::number("incidents", hours.iter().map(|&(_, sum)| sum)),
    ];
    Ok(Layer::table("hours", columns)?)
}

fn in_words(found: &TimeOfDay, summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    for peak in &found.windows {
        text += &format!(
            "\n  {}: {:.1} times as many an hour as the week (p {:.3} of {} random weeks)",
            peak.block,
            peak.lift(),
            peak.p,
            summary.replicas
        );
    }
    if let Some(hours) = &summary.hour_of_week {
        text += "\n     ";
        (0..HOURS_PER_DAY).for_each(|hour| text += &format!("{hour:>7}"));
        for (day, hours) in Day::ALL.iter().zip(hours) {
            text += &format!("\n {} ", day.slug());
            hours.iter().for_each(|sum| text += &format!("{sum:>7.1}"));
        }
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
