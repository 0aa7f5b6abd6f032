use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use crate::analysis::Progress;
use crate::analysis::facilities::{FacilityClass, PlaceClasses, facilities};
use crate::analysis::finding::{Finding, percent};
use crate::analysis::repeat_locations::{By, repeat_locations};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::index::Selection;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// What counts as one place
    #[arg(long, value_enum, default_value = "key")]
    by: Same,
    /// A column of the source that tells the class of place, instead of the words of the location
    #[arg(long, value_name = "COLUMN")]
    attribute: Option<String>,
    /// Write the curves here; the ending picks the format: .csv, .parquet or .geojson
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Same {
    /// The source's own key, or else its text
    Key,
    /// The same coordinates
    Point,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    incidents: usize,
    without_class: usize,
    classes: Vec<Class>,
    finding: Finding,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Class {
    class: String,
    places: usize,
    places_with_incidents: usize,
    incidents: usize,
    share_fraction: f64,
    share_for_80_fraction: f64,
    top_20_holds_fraction: f64,
    gini: f64,
    adjusted_gini: f64,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let selected = args.filter.select(context)?;
    let index = &selected.index;
    let classes = match &args.attribute {
        Some(name) => PlaceClasses::by_value(index, selected.store.attribute(name)?),
        None => PlaceClasses::by_words(index),
    };
    let by = match args.by {
        Same::Key => By::Key,
        Same::Point => By::Point,
    };
    let everywhere = repeat_locations(index, &Selection::all(index.incidents().len()), by);
    let found = facilities(index, &selected.selection, &everywhere, &classes, &Progress::new())?;
    if let Some(out) = &args.out {
        let curves = curves(&found.classes)?.with_about("filter", selected.filter.to_string());
        write_file(&curves, out).context("the curves cannot be written")?;
    }
    let summary = Summary {
        filter: selected.filter.to_string(),
        incidents: found.evidence.incidents,
        without_class: found.without_class,
        classes: found.classes.iter().map(class).collect(),
        finding: found.reading(),
        out: args.out.clone(),
    };
    context.answer(&summary, || in_words(&summary))
}

fn class(found: &FacilityClass) -> Class {
    Class {
        class: found.name.clone(),
        places: found.places,
        places_with_incidents: found.places_with_incidents,
        incidents: found.incidents,
        share_fraction: found.share_fraction,
        share_for_80_fraction: found.share_for_80_fraction,
        top_20_holds_fraction: found.top_20_holds_fraction,
        gini: found.concentration.gini,
        adjusted_gini: found.concentration.adjusted_gini,
    }
}

/// One row a class and point of its curve.
fn curves(classes: &[FacilityClass]) -> anyhow::Result<Layer> {
    let points: Vec<(&str, [f64; 2])> = classes
        .iter()
        .flat_map(|class| class.concentration.curve.iter().map(move |&point| (class.name.as_str(), point)))
        .collect();
    let columns = vec![
        Column::text("class", points.iter().map(|(name, _)| (*name).to_owned())),
        Column::number("places_fraction", points.iter().map(|(_, point)| point[0])),
        Column::number("incidents_fraction", points.iter().map(|(_, point)| point[1])),
    ];
    Ok(Layer::table("facilities", columns)?)
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    for class in &summary.classes {
        text += &format!(
            "\n{:<32} {:>7} places {:>8} incidents: 80 % of them at {} of the places, {} at the fullest fifth",
            class.class,
            class.places,
            class.incidents,
            percent(class.share_for_80_fraction),
            percent(class.top_20_holds_fraction)
        );
    }
    if summary.without_class > 0 {
        text += &format!("\n{} incidents at places of no known class", summary.without_class);
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
