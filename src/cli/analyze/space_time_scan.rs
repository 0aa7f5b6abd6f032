use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::filter_arguments::{FilterArguments, Selected};
use super::watched::watched;
use crate::analysis::dated::{date_of, last_day};
use crate::analysis::finding::{Evidence, Finding};
use crate::analysis::space_time_scan::{Cluster, Mode, ScanParameters, SpaceTimeClusters, space_time_clusters};
use crate::cli::output::Context;
use crate::encode::write_file;
use crate::serve::layers::space_time_clusters as circles;
use crate::space::Metres;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Clusters that reach to the last day (the default)
    #[arg(long, conflicts_with = "retrospective")]
    prospective: bool,
    /// Clusters of any days
    #[arg(long)]
    retrospective: bool,
    /// Radius of the widest circle, metres
    #[arg(long, default_value_t = 1000.0, value_name = "METRES")]
    max_radius: f64,
    /// The longest window
    #[arg(long, default_value_t = 28, value_name = "DAYS")]
    max_days: u32,
    /// How often the dates are shuffled
    #[arg(long, default_value_t = 999)]
    replicas: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The most clusters
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Write the clusters here as circles; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    filter: String,
    finding: Finding,
    mode: &'static str,
    incidents: usize,
    without_place: usize,
    window_too_long: usize,
    places: usize,
    days: u32,
    replicas: u32,
    seed: u64,
    clusters: Vec<Item>,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Item {
    lng: f64,
    lat: f64,
    radius_m: f64,
    from: Option<String>,
    to: Option<String>,
    incidents: u32,
    expected: f64,
    statistic: f64,
    p: Option<f64>,
    recurrence_interval_days: Option<f64>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let mode = if args.retrospective { Mode::Retrospective } else { Mode::Prospective };
    let parameters = ScanParameters {
        mode,
        max_radius: Metres(args.max_radius),
        max_days: args.max_days,
        replicas: args.replicas,
        seed: args.seed,
    }
    .check()?;
    let selected = args.filter.select(context)?;
    let last = last_day(&selected.index, &selected.filter);
    let scan = |progress: &_| {
        space_time_clusters(&selected.index, &selected.selection, &parameters, last, args.limit, progress)
    };
    let found = watched(scan)?;
    let summary = summarise(args, &selected, &found);
    if let Some(out) = &args.out {
        let layer = circles::layer(&selected.index, &found)?.with_about("filter", summary.filter.clone());
        write_file(&layer, out).context("the clusters cannot be written")?;
    }
    context.answer(&summary, || in_words(&summary))
}

fn summarise(args: &Args, selected: &Selected, found: &SpaceTimeClusters) -> Summary {
    Summary {
        filter: selected.filter.to_string(),
        finding: found.reading(&Evidence::of(&selected.index, &selected.selection)),
        mode: found.parameters().mode().slug(),
        incidents: found.incidents().len(),
        without_place: found.incidents().without_place,
        window_too_long: found.incidents().window_too_long,
        places: found.n_places(),
        days: found.n_days(),
        replicas: args.replicas,
        seed: args.seed,
        clusters: found.clusters().iter().map(|cluster| item(selected, found, cluster)).collect(),
        out: args.out.clone(),
    }
}

fn item(selected: &Selected, found: &SpaceTimeClusters, cluster: &Cluster) -> Item {
    let centre = selected.index.incidents().projection().inverse(found.centre(cluster));
    let (from, to) = found.days(cluster);
    let date = |day| date_of(day).map(|date| date.to_string());
    Item {
        lng: centre.lng(),
        lat: centre.lat(),
        radius_m: cluster.radius.0,
        from: date(from),
        to: date(to),
        incidents: cluster.cases,
        expected: cluster.expected,
        statistic: cluster.statistic,
        p: cluster.p,
        recurrence_interval_days: cluster.recurrence_interval_days,
    }
}

fn in_words(summary: &Summary) -> String {
    let mut text = format!("{}\n{}", summary.finding.statement, summary.finding.caveat);
    for (at, cluster) in summary.clusters.iter().enumerate() {
        let (from, to) = (cluster.from.as_deref().unwrap_or("?"), cluster.to.as_deref().unwrap_or("?"));
        text += &format!(
            "\n{:>3}. {from} to before {to}, {:.0} m round {:.5},{:.5}: {} incidents, {:.2} expected, statistic {:.3}",
            at + 1,
            cluster.radius_m,
            cluster.lng,
            cluster.lat,
            cluster.incidents,
            cluster.expected,
            cluster.statistic
        );
        if let Some(p) = cluster.p {
            text += &format!(", p {p:.3}");
        }
    }
    if let Some(out) = &summary.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}
