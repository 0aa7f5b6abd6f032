use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::facilities::{
    DEFAULT_REACH, Facilities, FacilityClass, PlaceClasses, Reach, facilities, facilities_near,
};
use crate::analysis::finding::{Finding, percent};
use crate::analysis::repeat_locations::{By, repeat_locations};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::index::Selection;
use crate::space::Metres;

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
    /// Count incidents for the nearest place of this imported class instead: see `wherenext places`
    #[arg(long, value_name = "CLASS", conflicts_with_all = ["by", "attribute"])]
    class: Option<String>,
    /// How near to such a place its incidents lie
    #[arg(long, value_name = "METRES", default_value_t = DEFAULT_REACH.0, requires = "class")]
    within: f64,
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
    place_class: Option<String>,
    within_m: Option<f64>,
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
    let (found, finding) = match &args.class {
        Some(class) => near(args, class, &selected)?,
        None => by_location(args, &selected)?,
    };
    if let Some(out) = &args.out {
        let curves = curves(&found.classes)?.with_about("filter", selected.filter.to_string());
        write_file(&curves, out).context("the curves cannot be written")?;
    }
    let summary = Summary {
        filter: selected.filter.to_string(),
        place_class: args.class.clone(),
        within_m: args.class.as_ref().map(|_| args.within),
        incidents: found.evidence.incidents,
        without_class: found.without_class,
        classes: found.classes.iter().map(class).collect(),
        finding,
        out: args.out.clone(),
    };
    context.answer(&summary, || in_words(&summary))
}

fn by_location(args: &Args, selected: &Selected) -> anyhow::Result<(Facilities, Finding)> {
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
    let found = watched(|progress| facilities(index, &selected.selection, &everywhere, &classes, progress))?;
    let finding = found.reading();
    Ok((found, finding))
}

fn near(args: &Args, class: &str, selected: &Selected) -> anyhow::Result<(Facilities, Finding)> {
    let (index, reach) = (&selected.index, Reach::new(Metres(args.within)).context("--within")?);
    let known = || index.place_sets().iter().map(|set| set.class()).collect::<Vec<_>>().join(", ");
    let set = index.place_set(class).with_context(|| {
        format!("there are no places of a class {class:?}; imported are: {}. See `wherenext places import`", known())
    })?;
    let found = watched(|progress| facilities_near(index, &selected.selection, set, reach, progress))?;
    let finding = found.reading();
    Ok((found.facilities, finding))
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
        let what = if summary.place_class.is_some() { "near no such place" } else { "at places of no known class" };
        text += &format!("\n{} incidents {what}", summary.without_class);
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
