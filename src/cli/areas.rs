use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use serde::Serialize;

use super::output::Context;
use crate::ingest::areas::{AreaImport, AreaRequest, Mended, TableColumns, read_areas};
use crate::store::{LayerSummary, Store};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads a boundary file into a layer, in place of the layer of that name if there is one.
    Import(Box<ImportArgs>),
    /// Lists the layers.
    List,
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// GeoJSON, a Shapefile (its .dbf and .prj beside it), or either in a .zip.
    file: PathBuf,
    /// What to call the layer, for example districts.
    #[arg(long)]
    layer: String,
    /// The column of the areas' codes.
    #[arg(long, value_name = "COLUMN")]
    code: String,
    /// The column of the areas' names.
    #[arg(long, value_name = "COLUMN")]
    name: String,
    /// The column of residents.
    #[arg(long, value_name = "COLUMN", conflicts_with = "population_csv")]
    population: Option<String>,
    /// Residents from a CSV file: its column of codes, its column of residents.
    #[arg(long, value_name = "FILE:COLUMN:COLUMN")]
    population_csv: Option<TableColumns>,
    /// Codes of smaller areas from a CSV file: their column, the column of this layer's codes. May be repeated.
    #[arg(long, value_name = "FILE:COLUMN:COLUMN")]
    lookup: Vec<TableColumns>,
    /// What the coordinates are in, instead of what the file says.
    #[arg(long, value_name = "NUMBER")]
    epsg: Option<u32>,
    /// Makes this layer the study area. Without it, that is the first layer imported.
    #[arg(long)]
    study_area: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.command {
        Command::Import(args) => import(args, context),
        Command::List => list(context),
    }
}

#[derive(Serialize)]
struct Imported<'a> {
    layer: &'a str,
    areas: usize,
    population: Option<f64>,
    lookup_codes: usize,
    ambiguous_codes: usize,
    codes_elsewhere: usize,
    without_population: &'a [String],
    mended: Vec<MendedArea<'a>>,
    study_area: bool,
}

#[derive(Serialize)]
struct MendedArea<'a> {
    code: &'a str,
    faults: Vec<String>,
}

fn import(args: &ImportArgs, context: &Context) -> anyhow::Result<()> {
    let imported = read_areas(&AreaRequest {
        path: args.file.clone(),
        layer: args.layer.clone(),
        code: args.code.clone(),
        name: args.name.clone(),
        population: args.population.clone(),
        population_table: args.population_csv.clone(),
        lookups: args.lookup.clone(),
        epsg: args.epsg,
    })?;
    let store = Store::open(&context.data_dir)?;
    store.put_layer(&imported.layer, args.study_area)?;
    let layers = store.layers()?;
    let summary = layers.iter().find(|layer| layer.name == args.layer).context("the layer went missing at once")?;
    let mended = imported.mended.iter().map(mended_area).collect();
    let answer = Imported {
        layer: &summary.name,
        areas: summary.areas,
        population: summary.population,
        lookup_codes: summary.lookup_codes,
        ambiguous_codes: imported.ambiguous_codes,
        codes_elsewhere: imported.codes_elsewhere,
        without_population: &imported.without_population,
        mended,
        study_area: summary.study_area,
    };
    context.answer(&answer, || text(&imported, summary))
}

fn mended_area(mended: &Mended) -> MendedArea<'_> {
    MendedArea { code: &mended.code, faults: mended.faults.iter().map(ToString::to_string).collect() }
}

fn text(imported: &AreaImport, summary: &LayerSummary) -> String {
    let mut lines = vec![line(summary)];
    for mended in imported.mended.iter().map(mended_area) {
        lines.push(format!("  mended {}: {}", mended.code, mended.faults.join("; ")));
    }
    if !imported.without_population.is_empty() {
        lines.push(format!("  residents unknown: {}", imported.without_population.join(", ")));
    }
    if imported.ambiguous_codes > 0 {
        lines.push(format!("  {} codes to look up lie in several areas, and count for none", imported.ambiguous_codes));
    }
    if imported.codes_elsewhere > 0 {
        lines.push(format!("  {} codes to look up lie in areas of other layers", imported.codes_elsewhere));
    }
    lines.join("\n")
}

fn line(layer: &LayerSummary) -> String {
    let mut line = format!("{}: {} areas", layer.name, layer.areas);
    if let Some(population) = layer.population {
        line += &format!(", {population} residents");
    }
    if layer.lookup_codes > 0 {
        line += &format!(", {} codes to look up", layer.lookup_codes);
    }
    if layer.study_area {
        line += " (the study area)";
    }
    line
}

#[derive(Serialize)]
struct Listed {
    layers: Vec<LayerSummary>,
}

fn list(context: &Context) -> anyhow::Result<()> {
    anyhow::ensure!(Store::exists(&context.data_dir), "there is no data folder at {}", context.data_dir.display());
    let layers = Store::open(&context.data_dir)?.layers()?;
    let listed = Listed { layers };
    context.answer(&listed, || match listed.layers.as_slice() {
        [] => "no layers yet: wherenext areas import".to_owned(),
        layers => layers.iter().map(line).collect::<Vec<_>>().join("\n"),
    })
}
