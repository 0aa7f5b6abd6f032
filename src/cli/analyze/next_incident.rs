use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use super::location_arguments::LocationArguments;
use super::watched::watched;
use crate::analysis::finding::percent;
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{next_incident, repeat_locations};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::resources::next_incident::{CountRiskItem, NextIncidentAnswer, RiskItem};

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

/// What the API answers, and where the table went.
#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    #[serde(flatten)]
    answer: NextIncidentAnswer,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let by = args.location.by()?;
    let selected = args.filter.select(context)?;
    let observed =
        observed_window(&selected.index, &selected.filter).context("the data cover no day of this window")?;
    let ranking = repeat_locations(&selected.index, &selected.selection, by);
    let found = watched(|progress| next_incident(&selected.index, &selected.selection, &ranking, observed, progress))?;
    let answer = NextIncidentAnswer::of(&selected.index, Some(&found));
    let summary = Summary { filter: selected.filter.to_string(), answer, out: args.out.clone() };
    if let Some(out) = &args.out {
        let table = table(&summary.answer.counts)?.with_about("filter", summary.filter.clone());
        write_file(&table, out).context("the table cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

/// One row a count and horizon.
fn table(classes: &[CountRiskItem]) -> anyhow::Result<Layer> {
    let rows: Vec<(&CountRiskItem, &RiskItem)> =
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
    let answer = &summary.answer;
    let mut text = format!("{}\n{}", answer.finding.statement, answer.finding.caveat);
    for class in &answer.counts {
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
