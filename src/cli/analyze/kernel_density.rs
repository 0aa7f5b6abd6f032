use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context as _;
use clap::ValueEnum;
use geo_types::Geometry;
use h3o::Resolution;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use crate::analysis::Progress;
use crate::analysis::finding::Finding;
use crate::analysis::kernel_density::{
    BandwidthChoice, EdgeCorrection, Kernel, KernelDensityParameters, Lattice, Points, cell_density, class_breaks,
    kernel_density, method_in_words, reading,
};
use crate::cli::output::Context;
use crate::encode::{Column, Layer, write_file};
use crate::serve::layers::density::outlines;
use crate::space::{Grid, Metres, Planar, StudyArea};

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
    grid: GridArgument,
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

/// Which cells: `hex:9`, `square:250m`, `square:250ft`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum GridArgument {
    Hex(Resolution),
    Square(Metres),
}

impl FromStr for GridArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is no grid: write hex:0 to hex:15, square:250m or square:820ft");
        let (shape, size) = text.split_once(':').ok_or_else(wrong)?;
        let number = |digits: &str| digits.parse::<f64>().ok().filter(|side| *side > 0.0).ok_or_else(wrong);
        match (shape, size.strip_suffix("ft"), size.strip_suffix('m')) {
            ("hex", ..) => size.parse().map(Self::Hex).map_err(|_| wrong()),
            ("square", Some(feet), _) => Ok(Self::Square(Metres::from_feet(number(feet)?))),
            ("square", None, Some(metres)) => Ok(Self::Square(Metres(number(metres)?))),
            _ => Err(wrong()),
        }
    }
}

impl GridArgument {
    fn over(self, study_area: &StudyArea) -> anyhow::Result<Grid> {
        Ok(match self {
            Self::Hex(resolution) => Grid::hex(study_area, resolution)?,
            Self::Square(side) => Grid::square(study_area, side, Planar { x: 0.0, y: 0.0 }, 0.0)?,
        })
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
    let inside = selected.selection.and(index.in_study_area());
    let (points, progress) = (Points::of(index, &inside), Progress::new());
    let bandwidth = args.bandwidth.resolve(args.kernel, &points, index.study_area(), OTHERWISE, &progress)?;
    let parameters = KernelDensityParameters {
        kernel: args.kernel,
        bandwidth: bandwidth.bandwidth,
        edge: args.edge.correction(),
        adaptive: args.adaptive,
    }
    .check()?;
    let lattice = kernel_density(index, &selected.selection, &parameters, &progress)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_as_they_are_written() {
        assert_eq!("hex:9".parse(), Ok(GridArgument::Hex(Resolution::Nine)));
        assert_eq!("square:250m".parse(), Ok(GridArgument::Square(Metres(250.0))));
        assert_eq!("square:250ft".parse(), Ok(GridArgument::Square(Metres(76.2))));
        for wrong in ["hex:16", "square:250", "square:-1m", "circle:3m", "hex"] {
            assert!(wrong.parse::<GridArgument>().is_err(), "{wrong}");
        }
    }
}
