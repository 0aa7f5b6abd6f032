use super::Summary;
use crate::analysis::finding::{percent, thousands};
use crate::evaluation::{CoverageReport, ForecasterReport, IntervalsOver, Versus};

/// What is forecast, as the filter says it.
pub(super) fn subject(summary: &Summary) -> &str {
    if summary.filter.is_empty() { "all incidents" } else { &summary.filter }
}

/// What limits the numbers, for the foot of a table or a figure.
pub(super) fn note(summary: &Summary) -> String {
    let origins = &summary.report.origins;
    let mut note = format!(
        "{} periods, the first from {}, the last from {}; {} incidents, {} of them outside the cells (counted as missed).",
        origins.count,
        origins.from,
        origins.to,
        thousands(summary.report.incidents as usize),
        thousands(summary.report.outside_cells as usize),
    );
    if origins.without_incidents > 0 {
        note += &format!(" {} periods without incidents have no hit rate and are left out.", origins.without_incidents);
    }
    if !summary.left_out.is_empty() {
        note += &format!(" {} periods that the data do not cover are left out.", summary.left_out.len());
    }
    note
}

pub(super) fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}\n", summary.finding.statement, summary.finding.caveat);
    for coverage in &summary.report.coverages {
        let rows = summary.report.forecasters.iter().filter(|row| row.coverage == coverage.coverage);
        text += &format!("\n{}\n", head(coverage));
        text += "forecaster                PAI (95 %)            PEI    hits      against best plain count   log score  kept  patches  ties  seconds\n";
        for row in rows {
            text += &line(row);
            text.push('\n');
        }
        text += &limits(coverage);
    }
    text += &format!("\n{}\n", note(summary));
    text += "* a plain count. Log score: nats an incident, higher is better. Kept: chosen cells chosen again at the next origin. Ties: periods in \
             which equal risk at the cut was decided by the cell's count so far, then by its row.";
    text += match summary.report.origins.intervals_over {
        IntervalsOver::Periods => " Intervals: blocks of periods resampled.",
        IntervalsOver::PeriodsAndCells => " Intervals: periods and cells resampled, as there are few periods.",
    };
    for out in &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}

fn head(coverage: &CoverageReport) -> String {
    let cells = thousands(coverage.cells);
    format!("{cells} cells, {:.2} km², {:.3} % of the ground", coverage.area_km2, 100.0 * coverage.coverage_fraction)
}

fn line(row: &ForecasterReport) -> String {
    let name = if row.naive { format!("{} *", row.name) } else { row.name.clone() };
    let number = |value: Option<f64>, digits: usize| value.map_or("-".to_owned(), |value| format!("{value:.digits$}"));
    let between = |low: Option<f64>, high: Option<f64>, digits: usize| match low.zip(high) {
        Some((low, high)) => format!(" ({low:.digits$}-{high:.digits$})"),
        None => String::new(),
    };
    let pai = format!("{}{}", number(row.pai, 2), between(row.pai_low, row.pai_high, 2));
    let versus = |versus: &Versus| format!("{:.3}{}", versus.pai_ratio, between(versus.low, versus.high, 3));
    format!(
        "{name:<25} {pai:<21} {:<6} {:<9} {:<26} {:<10} {:<5} {:<8.0} {:<5} {:.1}",
        number(row.pei, 3),
        row.hit_rate.map_or("-".to_owned(), percent),
        row.versus_best_naive.as_ref().map_or("-".to_owned(), versus),
        number(row.log_score, 3),
        number(row.kept_fraction, 2),
        row.patches,
        row.tied_origins,
        row.seconds,
    )
}

fn limits(coverage: &CoverageReport) -> String {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    let ceiling = &coverage.ceiling;
    format!(
        "{:<25} {} (the cells that held most, known only afterwards)\n{:<25} {} if {} were the whole truth, {} for who also knew what it does not\n",
        "oracle",
        number(coverage.oracle.pai),
        "ceiling",
        number(ceiling.pai),
        ceiling.forecaster,
        number(ceiling.with_hidden_pai),
    )
}
