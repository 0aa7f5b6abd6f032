use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::output::Context;
use crate::analysis::finding::thousands;
use crate::ingest::places::{CoordinateColumns, PlaceRequest, read_places};
use crate::store::{PlaceClassSummary, Store};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads files of points into classes of places, each in place of what the class had.
    Import(Box<ImportArgs>),
    /// Lists the classes.
    List,
    /// Forgets the places of a class.
    Remove {
        /// As the list names it.
        class: String,
    },
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// CSV, or GeoJSON points.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What the places are, for example licensed-venue; with --class-column, those that it says nothing about.
    #[arg(long, value_name = "NAME", required_unless_present = "class_column")]
    class: Option<String>,
    /// The column of each place's class.
    #[arg(long, value_name = "COLUMN")]
    class_column: Option<String>,
    /// The column of the places' names.
    #[arg(long, value_name = "COLUMN")]
    name: Option<String>,
    /// The column of longitudes, degrees; in CSV files found by its name unless given.
    #[arg(long, value_name = "COLUMN", requires = "latitude", conflicts_with = "easting")]
    longitude: Option<String>,
    /// The column of latitudes.
    #[arg(long, value_name = "COLUMN", requires = "longitude")]
    latitude: Option<String>,
    /// The column of eastings on the British National Grid, metres.
    #[arg(long, value_name = "COLUMN", requires = "northing")]
    easting: Option<String>,
    /// The column of northings.
    #[arg(long, value_name = "COLUMN", requires = "easting")]
    northing: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.command {
        Command::Import(args) => import(args, context),
        Command::List => list(context),
        Command::Remove { class } => remove(class, context),
    }
}

#[derive(Serialize)]
struct Imported {
    classes: Vec<PlaceClassSummary>,
    /// Rows without coordinates.
    without_place: usize,
    /// Rows whose class the column does not say.
    without_class: usize,
}

fn import(args: &ImportArgs, context: &Context) -> anyhow::Result<()> {
    let found = read_places(&PlaceRequest {
        paths: args.files.clone(),
        class: args.class.clone(),
        class_column: args.class_column.clone(),
        name: args.name.clone(),
        coordinates: args.coordinates(),
    })?;
    let store = Store::open(&context.data_dir)?;
    store.put_places(&found.sets)?;
    let is_new = |class: &PlaceClassSummary| found.sets.iter().any(|set| set.class() == class.class);
    let answer = Imported {
        classes: store.place_classes()?.into_iter().filter(is_new).collect(),
        without_place: found.without_place,
        without_class: found.without_class,
    };
    context.answer(&answer, || in_words(&answer))
}

impl ImportArgs {
    fn coordinates(&self) -> Option<CoordinateColumns> {
        match (&self.longitude, &self.latitude, &self.easting, &self.northing) {
            (Some(longitude), Some(latitude), _, _) => {
                Some(CoordinateColumns::Degrees { longitude: longitude.clone(), latitude: latitude.clone() })
            }
            (_, _, Some(easting), Some(northing)) => {
                Some(CoordinateColumns::BritishNationalGrid { easting: easting.clone(), northing: northing.clone() })
            }
            _ => None,
        }
    }
}

fn in_words(answer: &Imported) -> String {
    let mut lines: Vec<String> = answer.classes.iter().map(line).collect();
    if answer.without_place > 0 {
        lines.push(format!("  {} rows have no coordinates and were left out", thousands(answer.without_place)));
    }
    if answer.without_class > 0 {
        lines.push(format!("  {} rows say no class and were left out", thousands(answer.without_class)));
    }
    lines.join("\n")
}

fn line(class: &PlaceClassSummary) -> String {
    format!("{}: {} places, {} with a name", class.class, thousands(class.places), thousands(class.named))
}

#[derive(Serialize)]
struct Listed {
    classes: Vec<PlaceClassSummary>,
}

fn list(context: &Context) -> anyhow::Result<()> {
    let listed = Listed { classes: opened(context)?.place_classes()? };
    context.answer(&listed, || match listed.classes.as_slice() {
        [] => "no places yet: wherenext places import".to_owned(),
        classes => classes.iter().map(line).collect::<Vec<_>>().join("\n"),
    })
}

#[derive(Serialize)]
struct Removed<'a> {
    removed: &'a str,
}

fn remove(class: &str, context: &Context) -> anyhow::Result<()> {
    anyhow::ensure!(opened(context)?.remove_places(class)?, "there are no places of a class {class:?}");
    context.answer(&Removed { removed: class }, || format!("{class}: forgotten"))
}

fn opened(context: &Context) -> anyhow::Result<Store> {
    anyhow::ensure!(Store::exists(&context.data_dir), "there is no data folder at {}", context.data_dir.display());
    Ok(Store::open(&context.data_dir)?)
}
