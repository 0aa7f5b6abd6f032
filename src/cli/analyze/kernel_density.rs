use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use geo_types::Geometry;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::Progress;
use crate::analysis::finding::Finding;
use crate::analysis::kernel_density::{
    BandwidthChoice, CheckedKernelDensity, EdgeCorrection, Kernel, KernelDensityParameters, Lattice, Points,
    ResolvedBandwidth, cell_density, class_breaks, kernel_density, method_in_words, reading,
};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::layers::density::outlines;
use crate::space::{Grid, GridChoice, Metres};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Metres (Gaussian: the standard deviation; quartic: the radius), or a rule: scott, silverman, oversmoothing, likelihood
    #[arg(long, default_value = "300", value_name = "METRES|RULE")]
    bandwidth: BandwidthChoice,
    /// A bandwidth of its own for each incident, narrower where they are many
    #[arg(long)]
    adaptive: bool,
    /// gaussian or quartic
    #[arg(long, default_value = "gaussian")]
    kernel: Kernel,
    /// none, or uniform: divided by the share of the kernel inside the study area
    #[arg(long, value_enum, default_value = "none")]
    edge: Edge,
    /// Cells of the layer: hex:RESOLUTION, square:METRESm or square:FEETft
    #[arg(long, default_value = "hex:9")]
    grid: GridChoice,
    /// Write outlines at five levels instead of cells
    #[arg(long)]
    contours: bool,
    /// Write the layer here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Edge {
    None,
    Uniform,
}

impl Edge {
    fn correction(self) -> EdgeCorrection {
        match self {
            Self::None => EdgeCorrection::None,
            Self::Uniform => EdgeCorrection::Uniform,
        }
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    method: String,
    unit: &'static str,
    bandwidth_m: f64,
    bandwidth_rule: Option<&'static str>,
    adaptive: bool,
    incidents: usize,
    without_place: usize,
    hours_unknown: usize,
    filter: String,
    /// Of all lattice nodes, per km².
    max: f64,
    /// Lower ends of the classes that the map draws, per km².
    breaks: Option<[f64; 5]>,
    finding: Finding,
    features: Option<usize>,
    out: Option<PathBuf>,
}

const UNIT: &str = "incidents per km² over the whole window of the filter";

/// A bandwidth that no rule can find is this one.
const OTHERWISE: Metres = Metres(300.0);

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let selected = args.filter.select(context)?;
    let index = &selected.index;
    let (bandwidth, parameters, lattice) = watched(|progress| estimate(args, &selected, progress))?;
    let max = f64::from(lattice.max());
    let mut summary = Summary {
        method: method_in_words(&parameters, &bandwidth),
        unit: UNIT,
        bandwidth_m: bandwidth.bandwidth.0,
        bandwidth_rule: bandwidth.by_rule.map(|(rule, _)| rule.slug()),
        adaptive: args.adaptive,
        incidents: selected.selection.len(),
        without_place: selected.selection.len() - index.located(&selected.selection),
        hours_unknown: selected.selection.hours_unknown(),
        filter: selected.filter.to_string(),
        max,
        breaks: class_breaks(max),
        finding: reading(index, &selected.selection, &lattice),
        features: None,
        out: args.out.clone(),
    };
    if let Some(out) = &args.out {
        let layer = if args.contours {
            let levels = summary.breaks.map(Vec::from).unwrap_or_default();
            outlines(&lattice, index.study_area(), &levels)?
        } else {
            cells(args, &selected, &lattice)?
        };
        summary.features = Some(layer.geometries().len());
        let layer = layer
            .with_about("method", summary.method.clone())
            .with_about("unit", UNIT)
            .with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the layer cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

/// The density with the bandwidth that it took.
fn estimate(
    args: &Args,
    selected: &Selected,
    progress: &Progress,
) -> anyhow::Result<(ResolvedBandwidth, CheckedKernelDensity, Lattice)> {
    let (index, selection) = (&selected.index, &selected.selection);
    let inside = selection.and(index.in_study_area());
    let points = Points::of(index, &inside);
    let bandwidth = args.bandwidth.resolve(args.kernel, &points, index.study_area(), OTHERWISE, progress)?;
    let parameters = KernelDensityParameters {
        kernel: args.kernel,
        bandwidth: bandwidth.bandwidth,
        edge: args.edge.correction(),
        adaptive: args.adaptive,
    }
    .check()?;
    let lattice = kernel_density(index, selection, &parameters, progress)?;
    Ok((bandwidth, parameters, lattice))
}

/// Every cell of the grid with its count and its density.
fn cells(args: &Args, selected: &Selected, lattice: &Lattice) -> anyhow::Result<Layer> {
    let study_area = selected.index.study_area();
    let grid = args.grid.over(study_area)?;
    let counts = selected.index.counts(&selected.selection, &grid);
    let (names, densities): (Vec<String>, Vec<Option<f64>>) = match &grid {
        Grid::Hex(hex) => {
            hex.cells().iter().map(|&cell| (cell.to_string(), Some(cell_density(lattice, study_area, cell)))).unzip()
        }
        Grid::Square(_) => {
            let densities = lattice.on(&grid, study_area.projection());
            ((0..grid.len()).map(|row| row.to_string()).collect(), densities)
        }
    };
    let shapes = (0..grid.len()).map(|row| Some(Geometry::from(grid.polygon(row)))).collect();
    let columns = vec![
        Column::text("cell", names),
        Column::number("count", counts),
        Column::number("intensity", densities),
        Column::number("area_km2", (0..grid.len()).map(|row| grid.area_km2(row))),
    ];
    Ok(Layer::new("density", shapes, columns)?)
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}: {} incidents", summary.method, summary.incidents);
    if summary.without_place > 0 {
        text += &format!(", {} of them without a place and not counted", summary.without_place);
    }
    text += &format!("\nhighest: {:.4} {}", summary.max, summary.unit);
    text += &format!("\n{}\n{}", summary.finding.statement, summary.finding.caveat);
    if let (Some(features), Some(out)) = (summary.features, &summary.out) {
        text += &format!("\n{features} features in {}", out.display());
    }
    text
}
