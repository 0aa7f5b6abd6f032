use std::fmt::Write;

use anyhow::bail;
use serde::Serialize;

use super::output::Context;
use crate::analysis::Progress;
use crate::analysis::finding::Finding;
use crate::evaluation::{FeedbackParameters, FeedbackReport, feedback_check};

/// Patrols follow the forecast for years in areas of equal true rate, and what they find goes back into it. Reports each area's share of
/// patrols as found incidents are counted, weighted, corrected or left out; fails when a corrected share leaves 2 points in over 1 % of
/// the runs.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, default_value_t = 1000)]
    runs: u32,
    /// The shares are those of the last one.
    #[arg(long, default_value_t = 10)]
    years: u16,
    #[arg(long, default_value_t = 2)]
    areas: u16,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    report: &'a FeedbackReport,
    finding: Finding,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let Args { runs, years, areas, seed } = *args;
    let parameters = FeedbackParameters { runs, years, areas, seed }.check()?;
    let report = feedback_check(&parameters, &Progress::new())?;
    let finding = report.reading();
    context.answer(&Answer { report: &report, finding: finding.clone() }, || text(&report, &finding))?;
    if !report.passed {
        bail!(
            "the share of patrols of an area left {} points of equal in too many runs",
            100.0 * report.tolerance_fraction
        );
    }
    Ok(())
}

fn text(report: &FeedbackReport, finding: &Finding) -> String {
    let mut text = format!("{}\n{}\n\n", finding.statement, finding.caveat);
    let equal = 100.0 * report.equal_fraction;
    writeln!(
        text,
        "{:<42} {:>24} {:>15} {:>8}",
        format!("share of patrols in year {} (equal: {equal:.1} %)", report.years),
        "first area 5 / 50 / 95 %",
        "largest, median",
        "outside"
    )
    .expect("a string can be written to");
    for found in &report.treatments {
        let share = |share: f64| format!("{:.1}", 100.0 * share);
        let first = [found.first_area.p05, found.first_area.median, found.first_area.p95].map(share).join(" / ");
        let held = if found.is_held { "" } else { " (not held)" };
        writeln!(
            text,
            "{:<42} {first:>24} {:>15} {:>7.1} %{held}",
            found.name(),
            share(found.largest.median),
            100.0 * found.outside_fraction
        )
        .expect("a string can be written to");
    }
    text
}
