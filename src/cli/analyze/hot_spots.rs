use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use super::filter_arguments::FilterArguments;
use super::watched::watched;
use crate::analysis::finding::Evidence;
use crate::analysis::hot_spots::{
    Correction, Ground, HotSpotError, HotSpotParameters, HotSpots, SpotClass, Statistic, hot_spots_of, method,
    residents_by_cell,
};
use crate::analysis::spatial_weights::Neighbourhood;
use crate::cli::output::Context;
use crate::encode::write_file;
use crate::index::Index;
use crate::serve::layers::hot_spots::layer;
use crate::space::GridChoice;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Cells: hex:RESOLUTION, square:METRESm or square:FEETft
    #[arg(long, default_value = "hex:9")]
    grid: GridChoice,
    /// Neighbours: ring:STEPS, queen (ring:1) or band:METRES
    #[arg(long, default_value = "ring:1")]
    weights: Neighbourhood,
    /// Conditional permutations, 99 to 99999; 0 for the normal approximation
    #[arg(long, default_value_t = 0)]
    permutations: usize,
    /// Of the permutations
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Test rates: the layer of areas whose residents count
    #[arg(long, value_name = "LAYER")]
    rate: Option<String>,
    /// The part of false discoveries that is put up with among significant cells
    #[arg(long, default_value_t = 0.05, value_name = "RATE")]
    fdr: f64,
    /// fdr: classes hold under control of false discoveries; none: each cell for itself
    #[arg(long, value_enum, default_value = "fdr")]
    correction: CorrectionArgument,
    /// Write all cells here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CorrectionArgument {
    Fdr,
    None,
}

#[derive(Debug, Serialize)]
struct Summary {
    method: String,
    filter: String,
    incidents: usize,
    cells: usize,
    significant: usize,
    p_threshold: Option<f64>,
    classes: Vec<ClassCount>,
    max_z: Option<f64>,
    statement: String,
    caveat: String,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct ClassCount {
    class: &'static str,
    label: &'static str,
    cells: usize,
}

pub fn run(args: &Args, statistic: Statistic, context: &Context) -> anyhow::Result<()> {
    let parameters = HotSpotParameters {
        statistic,
        permutations: args.permutations,
        seed: args.seed,
        discovery_rate: args.fdr,
        correction: match args.correction {
            CorrectionArgument::Fdr => Correction::FalseDiscoveryRate,
            CorrectionArgument::None => Correction::None,
        },
    };
    let (parameters, neighbourhood) = (parameters.check()?, args.weights.check()?);
    let selected = args.filter.select(context)?;
    let (index, selection) = (&selected.index, &selected.selection);
    let ground = Ground::new(args.grid.over(index.study_area())?, neighbourhood, index.study_area())?;
    let residents = args.rate.as_deref().map(|layer| residents(index, &ground, layer)).transpose()?;
    let found =
        watched(|progress| hot_spots_of(index, selection, &ground, residents.as_deref(), &parameters, progress))?;
    let finding = found.reading(&Evidence::of(index, selection));
    let summary = Summary {
        method: method(&found, &ground, args.rate.as_deref()),
        filter: selected.filter.to_string(),
        incidents: found.incidents,
        cells: found.cells.len(),
        significant: found.cells.iter().filter(|cell| cell.is_significant).count(),
        p_threshold: found.p_threshold,
        classes: classes(&found),
        max_z: found.cells.iter().map(|cell| cell.z).max_by(f64::total_cmp),
        statement: finding.statement,
        caveat: finding.caveat,
        out: args.out.clone(),
    };
    if let Some(out) = &args.out {
        let layer = layer(&found, &ground, false)?;
        let layer = layer.with_about("method", summary.method.clone()).with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the layer cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn residents(index: &Index, ground: &Ground, layer: &str) -> anyhow::Result<Vec<f64>> {
    let number = index.layer(layer).with_context(|| format!("there is no layer {layer:?}"))?;
    let residents = residents_by_cell(ground.grid(), &index.layers()[number]);
    anyhow::ensure!(residents.iter().any(|&residents| residents > 0.0), HotSpotError::NoResidents(layer.to_owned()));
    Ok(residents)
}

fn classes(found: &HotSpots) -> Vec<ClassCount> {
    let classes: &[SpotClass] = match found.parameters.get().statistic {
        Statistic::GetisOrd => &SpotClass::OF_GETIS_ORD,
        Statistic::LocalMoran => &SpotClass::OF_LOCAL_MORAN,
    };
    let count = |class: &SpotClass| found.cells.iter().filter(|cell| cell.class == *class).count();
    classes.iter().map(|class| ClassCount { class: class.slug(), label: class.label(), cells: count(class) }).collect()
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}: {} incidents, {} cells", summary.method, summary.incidents, summary.cells);
    for class in &summary.classes {
        text += &format!("\n{:>8}  {}", class.cells, class.label);
    }
    text += &format!("\n{}\n{}", summary.statement, summary.caveat);
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
