use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use super::location_arguments::LocationArguments;
use crate::analysis::Progress;
use crate::analysis::finding::{Finding, percent};
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{CountRisk, HORIZONS_DAYS, next_incident, repeat_locations};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    location: LocationArguments,
    /// Write the table here; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    incidents: usize,
    locations: usize,
    days_unknown: usize,
    horizons_days: [u32; 3],
    counts: Vec<Class>,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Class {
    so_far: String,
    at_least: usize,
    at_most: Option<usize>,
    starts: usize,
    followed: usize,
    censored: usize,
    risks: Vec<Risk>,
}

#[derive(Debug, Serialize)]
struct Risk {
    days: u32,
    fraction: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    at_risk: usize,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let by = args.location.by()?;
    let selected = args.filter.select(context)?;
    let observed =
        observed_window(&selected.index, &selected.filter).context("the data cover no day of this window")?;
    let ranking = repeat_locations(&selected.index, &selected.selection, by);
    let found = next_incident(&selected.index, &selected.selection, &ranking, observed, &Progress::new())?;
    let summary = Summary {
        filter: selected.filter.to_string(),
        incidents: found.incidents,
        locations: found.locations,
        days_unknown: found.days_unknown,
        horizons_days: HORIZONS_DAYS,
        counts: found.counts.iter().map(class).collect(),
        finding: found.reading(),
        out: args.out.clone(),
    };
    if let Some(out) = &args.out {
        let table = table(&summary.counts)?.with_about("filter", summary.filter.clone());
        write_file(&table, out).context("the table cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn class(found: &CountRisk) -> Class {
    let risk = |(days, risk): (u32, &Option<crate::analysis::repeat_locations::Risk>)| Risk {
        days,
        fraction: risk.map(|risk| risk.fraction),
        low: risk.map(|risk| risk.interval.low),
        high: risk.map(|risk| risk.interval.high),
        at_risk: risk.map_or(0, |risk| risk.at_risk),
    };
    Class {
        so_far: found.so_far(),
        at_least: found.at_least,
        at_most: found.at_most,
        starts: found.starts,
        followed: found.followed,
        censored: found.censored(),
        risks: HORIZONS_DAYS.into_iter().zip(&found.risks).map(risk).collect(),
    }
}

/// One row a count and horizon.
fn table(classes: &[Class]) -> anyhow::Result<Layer> {
    let rows: Vec<(&Class, &Risk)> =
        classes.iter().flat_map(|class| class.risks.iter().map(move |risk| (class, risk))).collect();
    let columns = vec![
        Column::text("so_far", rows.iter().map(|(class, _)| class.so_far.clone())),
        Column::integer("starts", rows.iter().map(|(class, _)| class.starts as i64)),
        Column::integer("days", rows.iter().map(|(_, risk)| i64::from(risk.days))),
        Column::number("risk_fraction", rows.iter().map(|(_, risk)| risk.fraction)),
        Column::number("low_fraction", rows.iter().map(|(_, risk)| risk.low)),
        Column::number("high_fraction", rows.iter().map(|(_, risk)| risk.high)),
        Column::integer("at_risk", rows.iter().map(|(_, risk)| risk.at_risk as i64)),
    ];
    Ok(Layer::table("next-incident", columns)?)
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    for class in &summary.counts {
        text += &format!("\n{:>10} so far, {:>7} times:", class.so_far, class.starts);
        for risk in &class.risks {
            let share = |fraction: Option<f64>| fraction.map_or_else(|| "-".to_owned(), percent);
            text +=
                &format!("  {} days {} ({} to {})", risk.days, share(risk.fraction), share(risk.low), share(risk.high));
        }
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
