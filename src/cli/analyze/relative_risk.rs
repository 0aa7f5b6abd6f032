use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use h3o::Resolution;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::Progress;
use crate::analysis::finding::Finding;
use crate::analysis::kernel_density::{
    BandwidthChoice, CellCounts, Comparison, RelativeRisk, RelativeRiskParameters, ResolvedBandwidth, RiskMeans,
    RiskTest, SampledCells, relative_risk, risk_on_cells,
};
use crate::cli::output::Context;
use crate::encode::{Layer, write_file};
use crate::index::{COARSEST, FINEST, Filter};
use crate::serve::layers::relative_risk as layers;
use crate::space::Metres;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Compare with the incidents of this filter: 'category=crime&from=2020-01-01'
    #[arg(long, value_name = "FILTER", required_unless_present = "residents", conflicts_with = "residents")]
    against: Option<String>,
    /// Compare with the residents of this layer of areas
    #[arg(long, value_name = "LAYER")]
    residents: Option<String>,
    /// Metres (the Gaussian's standard deviation), or a rule: scott, silverman, oversmoothing, likelihood
    #[arg(long, default_value = "1000", value_name = "METRES|RULE")]
    bandwidth: BandwidthChoice,
    /// Metres, for the comparison; the same unless given
    #[arg(long, value_name = "METRES")]
    against_bandwidth: Option<f64>,
    /// How chance is reckoned
    #[arg(long, value_enum, default_value = "asymptotic")]
    test: Test,
    /// Random labellings
    #[arg(long, default_value_t = 199)]
    replicas: usize,
    /// Of the random labellings
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// H3 resolution of the layer's cells, 5 to 10
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(5..=10))]
    resolution: u8,
    /// Write tolerance contours at two-sided p of 0.05 and 0.01 instead of cells
    #[arg(long)]
    contours: bool,
    /// Write the layer here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Test {
    Asymptotic,
    MonteCarlo,
}

/// Two-sided p of the contours.
const LEVELS: [f64; 2] = [0.05, 0.01];
/// The bandwidth where a rule finds none.
const OTHERWISE: Metres = Metres(1000.0);

#[derive(Debug, Serialize)]
struct Summary {
    method: String,
    test: String,
    filter: String,
    against: Option<String>,
    residents: Option<String>,
    incidents: usize,
    compared_with: usize,
    bandwidth_m: f64,
    against_bandwidth_m: f64,
    max_ratio: Option<f64>,
    min_ratio: Option<f64>,
    /// Of the study area's ground, 0 to 1.
    judged_fraction: f64,
    higher_fraction: f64,
    lower_fraction: f64,
    finding: Finding,
    features: Option<usize>,
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let selected = args.filter.select(context)?;
    let (index, selection) = (&selected.index, &selected.selection);
    let comparison = match (&args.against, &args.residents) {
        (Some(against), _) => Comparison::others(index, selection, &index.select(&Filter::from_query(against)?)?),
        (None, layer) => Comparison::residents(index, layer.as_deref().unwrap_or_default())?,
    };
    let (bandwidth, risk) = watched(|progress| estimate(args, &selected, &comparison, progress))?;
    let parameters = risk.parameters();
    let mut summary = Summary {
        method: risk.method_in_words(&bandwidth),
        test: parameters.test().in_words(),
        filter: selected.filter.to_string(),
        against: args.against.clone(),
        residents: args.residents.clone(),
        incidents: risk.n() as usize,
        compared_with: risk.n_comparison().round() as usize,
        bandwidth_m: parameters.bandwidth().0,
        against_bandwidth_m: parameters.comparison_bandwidth().0,
        max_ratio: risk.max_ratio(),
        min_ratio: risk.min_ratio(),
        judged_fraction: risk.judged_fraction(),
        higher_fraction: risk.higher_fraction(),
        lower_fraction: risk.lower_fraction(),
        finding: risk.reading(index, selection, &comparison),
        features: None,
        out: args.out.clone(),
    };
    if let Some(out) = &args.out {
        let layer = layer(args, &selected, &risk)?;
        summary.features = Some(layer.geometries().len());
        let layer = layer
            .with_about("method", summary.method.clone())
            .with_about("test", summary.test.clone())
            .with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the layer cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

/// The ratio with the bandwidth that it took.
fn estimate(
    args: &Args,
    selected: &Selected,
    comparison: &Comparison,
    progress: &Progress,
) -> anyhow::Result<(ResolvedBandwidth, RelativeRisk)> {
    let (index, selection) = (&selected.index, &selected.selection);
    let bandwidth = comparison.resolve(args.bandwidth, index, selection, OTHERWISE, progress)?;
    let parameters = RelativeRiskParameters {
        bandwidth: bandwidth.bandwidth,
        comparison_bandwidth: args.against_bandwidth.map_or(bandwidth.bandwidth, Metres),
        test: match args.test {
            Test::Asymptotic => RiskTest::Asymptotic,
            Test::MonteCarlo => RiskTest::RandomLabelling { replicas: args.replicas, seed: args.seed },
        },
    }
    .check()?;
    let risk = relative_risk(index, selection, comparison, &parameters, progress)?;
    Ok((bandwidth, risk))
}

fn layer(args: &Args, selected: &Selected, risk: &RelativeRisk) -> anyhow::Result<Layer> {
    let index = &selected.index;
    let study_area = index.study_area();
    if args.contours {
        return Ok(layers::contours(risk, study_area, &LEVELS)?);
    }
    let resolution = Resolution::try_from(args.resolution)?;
    anyhow::ensure!((COARSEST..=FINEST).contains(&resolution), "--resolution is 5 to 10");
    let (cells, counts) = index.by_cell(&selected.selection, resolution);
    let counted = CellCounts { resolution, cells, counts: &counts };
    let sampled = SampledCells::at(risk.sampled_at(), study_area);
    let means = sampled.as_ref().map(|sampled| RiskMeans::of(risk, sampled, COARSEST));
    Ok(layers::cells(&risk_on_cells(risk, means.as_ref(), study_area, counted, index.extent()))?)
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.method, summary.test);
    text += &format!("\n{}\n{}", summary.finding.statement, summary.finding.caveat);
    if let (Some(features), Some(out)) = (summary.features, &summary.out) {
        text += &format!("\n{features} features in {}", out.display());
    }
    text
}
