use crate::encode::{Column, Layer};
use crate::evaluation::{BackTestReport, Capture, OriginScores, Period};

/// One forecaster's score of one period at one coverage.
struct Row<'a> {
    coverage: String,
    naive: bool,
    scores: &'a OriginScores,
    capture: &'a Capture,
    period: &'a Period,
}

/// The scores of every origin, as a table without places: a row a coverage, forecaster and origin.
pub(super) fn table(report: &BackTestReport) -> anyhow::Result<Layer> {
    let rows = rows(report);
    let number = |name: &str, of: fn(&Row<'_>) -> Option<f64>| Column::number(name, rows.iter().map(of));
    let columns = vec![
        Column::text("coverage", rows.iter().map(|row| row.coverage.clone())),
        Column::text("name", rows.iter().map(|row| row.scores.forecaster.clone())),
        Column::flag("naive", rows.iter().map(|row| row.naive)),
        Column::text("origin", rows.iter().map(|row| row.period.origin.to_string())),
        Column::text("end", rows.iter().map(|row| row.period.end.to_string())),
        number("incidents", |row| Some(row.period.incidents)),
        number("outside_cells", |row| Some(row.period.outside_cells)),
        Column::integer("cells", rows.iter().map(|row| row.capture.chosen.len() as i64)),
        number("hits", |row| Some(row.capture.hits)),
        number("most_hits", |row| Some(row.capture.most_hits)),
        number("hit_rate", |row| row.capture.hit_rate),
        number("pai", |row| row.capture.pai),
        number("pei", |row| row.capture.pei),
        number("expected", |row| Some(row.scores.sums.expected)),
        number("log_likelihood", |row| row.scores.sums.log_likelihood),
        number("seconds", |row| Some(row.scores.seconds)),
    ];
    Ok(Layer::table("backtest", columns)?)
}

fn rows(report: &BackTestReport) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (at, coverage) in report.coverages.iter().enumerate() {
        for (model, own) in report.models.iter().zip(&report.scores) {
            let row = |(scores, period)| {
                let scores: &OriginScores = scores;
                Row {
                    coverage: coverage.coverage.to_string(),
                    naive: model.naive,
                    capture: &scores.captures[at],
                    scores,
                    period,
                }
            };
            rows.extend(own.iter().zip(&report.periods).map(row));
        }
    }
    rows
}
