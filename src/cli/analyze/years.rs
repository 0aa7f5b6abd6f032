use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use crate::analysis::finding::{percent, thousands};
use crate::analysis::years::{YearsParameters, years};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::index::Filter;
use crate::serve::resources::years::{CategoryShare, YearItem, YearsAnswer};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// The month that a year begins with: 4 is the year to March
    #[arg(long, default_value_t = 4)]
    starting_month: i8,
    /// Categories that are in the totals but in no share: asb/covid-breach
    #[arg(long, value_name = "CATEGORIES")]
    without: Option<String>,
    /// Write the table here, a row a year and category; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What the API answers, and where the table went.
#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    #[serde(flatten)]
    answer: YearsAnswer,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let without = Filter::parse(args.without.as_ref().map(|text| ("category", text))).context("--without")?;
    let parameters =
        YearsParameters { starting_month: args.starting_month, without: without.categories.into_iter().collect() };
    let selected = args.filter.select(context)?;
    let found = years(&selected.index, &selected.filter, &selected.selection, parameters)?;
    let answer = YearsAnswer::of(&selected.index, &found);
    let summary = Summary { filter: selected.filter.to_string(), answer, out: args.out.clone() };
    if let Some(out) = &args.out {
        let table = table(&summary.answer.years)?.with_about("filter", summary.filter.clone());
        write_file(&table, out).context("the table cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn table(years: &[YearItem]) -> anyhow::Result<Layer> {
    let rows: Vec<(&YearItem, &CategoryShare)> =
        years.iter().flat_map(|year| year.categories.iter().map(move |share| (year, share))).collect();
    let columns = vec![
        Column::text("year", rows.iter().map(|(year, _)| year.label.clone())),
        Column::flag("complete", rows.iter().map(|(year, _)| year.complete)),
        Column::integer("incidents", rows.iter().map(|(year, _)| year.incidents as i64)),
        Column::integer("attended", rows.iter().map(|(year, _)| year.attended as i64)),
        Column::number("attended_fraction", rows.iter().map(|(year, _)| year.attended_fraction)),
        Column::text("category", rows.iter().map(|(_, share)| share.id.clone())),
        Column::integer("count", rows.iter().map(|(_, share)| share.count as i64)),
        Column::number("share_fraction", rows.iter().map(|(_, share)| share.share_fraction)),
    ];
    Ok(Layer::table("years", columns)?)
}

fn in_words(summary: &Summary) -> String {
    const MOST: usize = 5;
    let answer = &summary.answer;
    let mut text = format!("{}\n{}", answer.finding.statement, answer.finding.caveat);
    for year in &answer.years {
        let part = if year.complete { "" } else { " (in part)" };
        text += &format!("\n{}{part}: {}", year.label, thousands(year.incidents));
        if year.incidents_without != year.incidents {
            text += &format!(" ({} without {})", thousands(year.incidents_without), answer.without.join(", "));
        }
        if let Some(share) = year.attended_fraction {
            text += &format!(", {} attended ({})", thousands(year.attended), percent(share));
        }
        for share in year.categories.iter().take(MOST) {
            text += &format!(", {} {}", share.id, share.share_fraction.map_or_else(String::new, percent));
        }
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
