use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use super::watched::watched;
use crate::analysis::finding::{percent, thousands};
use crate::analysis::volume_forecast::{VolumeForecastParameters, volume_forecast};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::resources::volume_forecast::{Expected, Volume, VolumeSeries, category_choice};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Forecast everything but this kind or kind/class as well
    #[arg(long, value_name = "CATEGORY")]
    without: Option<String>,
    /// The month in which a year ends
    #[arg(long, default_value_t = VolumeForecastParameters::default().year_ends)]
    year_ends: usize,
    /// Of the random futures
    #[arg(long, default_value_t = VolumeForecastParameters::default().seed)]
    seed: u64,
    /// How many futures are drawn a series
    #[arg(long, default_value_t = VolumeForecastParameters::default().paths)]
    paths: usize,
    /// Write the months as a table here; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What the API answers, and where the table went.
#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    #[serde(flatten)]
    volume: Volume,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let without = args.without.as_deref().map(category_choice).transpose()?.flatten();
    let parameters =
        VolumeForecastParameters { without, year_ends: args.year_ends, seed: args.seed, paths: args.paths }.check()?;
    let selected = args.filter.select(context)?;
    let found = watched(|progress| volume_forecast(&selected.index, &selected.filter, &parameters, progress))?;
    let volume = Volume::of(&found);
    if let Some(out) = &args.out {
        write_file(&table(&volume)?, out).context("the table cannot be written")?;
    }
    let summary = Summary { filter: selected.filter.to_string(), volume, out: args.out.clone() };
    context.answer(&summary, || in_words(&summary))
}

/// A row a month to come and series.
fn table(volume: &Volume) -> anyhow::Result<Layer> {
    let rows = || volume.series.iter().flat_map(|series| series.forecast.iter().map(move |month| (series, month)));
    let number =
        |name: &str, value: fn(&Expected) -> f64| Column::number(name, rows().map(|(_, month)| value(&month.expected)));
    let columns = vec![
        Column::text("series", rows().map(|(series, _)| series.id.clone())),
        Column::text("month", rows().map(|(_, month)| month.month.clone())),
        number("median", |it| it.median),
        number("low_80", |it| it.low_80),
        number("high_80", |it| it.high_80),
        number("low_95", |it| it.low_95),
        number("high_95", |it| it.high_95),
    ];
    Ok(Layer::table("volume-forecast", columns)?)
}

fn in_words(summary: &Summary) -> String {
    let volume = &summary.volume;
    let mut text = format!("{}\n{}\n", volume.finding.statement, volume.finding.caveat);
    volume.series.iter().for_each(|series| text += &of_series(series));
    for line in volume.warnings.iter().map(|it| format!("warning: {it}")).chain(volume.notes.iter().cloned()) {
        text += &format!("\n{line}");
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}

fn of_series(series: &VolumeSeries) -> String {
    let whole = |value: f64| thousands(value.round() as usize);
    let mut text = format!("\n{}", series.label);
    for year in &series.years {
        match (&year.forecast, year.count) {
            (Some(it), _) => {
                text += &format!(
                    "\n  year to {}: {:>9} expected, 80 % {} to {}, 95 % {} to {}",
                    year.ending,
                    whole(it.median),
                    whole(it.low_80),
                    whole(it.high_80),
                    whole(it.low_95),
                    whole(it.high_95)
                );
            }
            (None, Some(count)) => text += &format!("\n  year to {}: {:>9}", year.ending, thousands(count)),
            (None, None) => {}
        }
    }
    if let Some(test) = &series.back_test {
        text += &format!(
            "\n  back-test, {} origins: 80 % held {}, 95 % held {}, mean error {} a month; repeating the last year {}, {} and {}",
            test.origins,
            percent(test.coverage_80_fraction),
            percent(test.coverage_95_fraction),
            whole(test.mean_absolute_error),
            percent(test.naive.coverage_80_fraction),
            percent(test.naive.coverage_95_fraction),
            whole(test.naive.mean_absolute_error)
        );
    }
    text
}
