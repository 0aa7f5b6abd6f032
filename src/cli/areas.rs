use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use serde::Serialize;

use super::output::Context;
use crate::ingest::areas::{
    AreaFileError, AreaImport, AreaJoin, AreaRequest, DeprivationColumn, Mended, TableColumns, join_areas, read_areas,
};
use crate::space::DeprivationMeasure;
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
    /// Takes residents and deprivation of a layer's areas over from a CSV file, by code.
    Join(JoinArgs),
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
    /// The column of deprivation: a decile, a rank or a score. Deciles are carried as they are (1 is the most deprived tenth; those of the
    /// Indices of Deprivation are national); a rank (1 is the most deprived) or a score (higher is more deprived) makes tenths of the
    /// layer's areas.
    #[arg(long, value_name = "COLUMN")]
    deprivation: Option<String>,
    /// What that column holds: decile, rank or score; unless given, as its name says.
    #[arg(long, value_name = "MEASURE", requires = "deprivation")]
    deprivation_is: Option<DeprivationMeasure>,
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

#[derive(Debug, clap::Args)]
struct JoinArgs {
    /// CSV with a row an area.
    file: PathBuf,
    /// The layer; see the list.
    #[arg(long)]
    layer: String,
    /// The column of the layer's codes.
    #[arg(long, value_name = "COLUMN")]
    code: String,
    /// The column of residents.
    #[arg(long, value_name = "COLUMN", required_unless_present = "deprivation")]
    population: Option<String>,
    /// The column of deprivation: a decile, a rank or a score; see `areas import`.
    #[arg(long, value_name = "COLUMN")]
    deprivation: Option<String>,
    /// What that column holds: decile, rank or score; unless given, as its name says.
    #[arg(long, value_name = "MEASURE", requires = "deprivation")]
    deprivation_is: Option<DeprivationMeasure>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.command {
        Command::Import(args) => import(args, context),
        Command::Join(args) => join(args, context),
        Command::List => list(context),
    }
}

#[derive(Serialize)]
struct Imported<'a> {
    layer: &'a str,
    areas: usize,
    population: Option<f64>,
    with_deprivation: usize,
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
    let deprivation = deprivation(args.deprivation.as_deref(), args.deprivation_is)?;
    let imported = read_areas(&AreaRequest {
        path: args.file.clone(),
        layer: args.layer.clone(),
        code: args.code.clone(),
        name: args.name.clone(),
        population: args.population.clone(),
        population_table: args.population_csv.clone(),
        deprivation,
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
        with_deprivation: summary.with_deprivation,
        lookup_codes: summary.lookup_codes,
        ambiguous_codes: imported.ambiguous_codes,
        codes_elsewhere: imported.codes_elsewhere,
        without_population: &imported.without_population,
        mended,
        study_area: summary.study_area,
    };
    context.answer(&answer, || text(&imported, summary))
}

fn deprivation(
    column: Option<&str>,
    measure: Option<DeprivationMeasure>,
) -> Result<Option<DeprivationColumn>, AreaFileError> {
    column.map(|column| DeprivationColumn::new(column, measure)).transpose()
}

#[derive(Serialize)]
struct JoinedAnswer {
    #[serde(flatten)]
    layer: LayerSummary,
    /// Areas that the file has a row for.
    joined: usize,
    /// Codes of the others.
    without: Vec<String>,
    /// Rows of areas that the layer does not have.
    elsewhere: usize,
}

fn join(args: &JoinArgs, context: &Context) -> anyhow::Result<()> {
    let join = AreaJoin {
        path: args.file.clone(),
        code: args.code.clone(),
        population: args.population.clone(),
        deprivation: deprivation(args.deprivation.as_deref(), args.deprivation_is)?,
    };
    let store = opened(context)?;
    let joined = join_areas(&store.layer(&args.layer)?, &join)?;
    store.put_layer(&joined.layer, false)?;
    let layer = store.layers()?.into_iter().find(|layer| layer.name == args.layer);
    let layer = layer.context("the layer went missing at once")?;
    let (without, elsewhere) = (joined.without, joined.elsewhere);
    let answer = JoinedAnswer { layer, joined: joined.joined, without, elsewhere };
    context.answer(&answer, || {
        let mut lines = vec![line(&answer.layer), format!("  {} areas joined", answer.joined)];
        if !answer.without.is_empty() {
            lines.push(format!("  the file has no row for: {}", answer.without.join(", ")));
        }
        if answer.elsewhere > 0 {
            lines.push(format!("  {} rows are of areas of other layers", answer.elsewhere));
        }
        lines.join("\n")
    })
}

fn opened(context: &Context) -> anyhow::Result<Store> {
    anyhow::ensure!(Store::exists(&context.data_dir), "there is no data folder at {}", context.data_dir.display());
    Ok(Store::open(&context.data_dir)?)
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
    if layer.with_deprivation > 0 {
        line += &format!(", deprivation of {}", layer.with_deprivation);
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
    let layers = opened(context)?.layers()?;
    let listed = Listed { layers };
    context.answer(&listed, || match listed.layers.as_slice() {
        [] => "no layers yet: wherenext areas import".to_owned(),
        layers => layers.iter().map(line).collect::<Vec<_>>().join("\n"),
    })
}
