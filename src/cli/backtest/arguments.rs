use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, ensure};
use jiff::civil::Date;

use crate::evaluation::Coverage;
use crate::forecast::{GroundChoice, Horizon, Provenances};
use crate::space::GridChoice;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Kinds or classes that are forecast: asb,crime/burglary; all incidents without it
    #[arg(long)]
    category: Option<String>,
    /// Agencies, with commas between them
    #[arg(long)]
    source: Option<String>,
    /// Areas as layer:code, with commas between them
    #[arg(long)]
    area: Option<String>,
    /// The cells: hex:9, square:250m or square:250ft
    #[arg(long, default_value = "hex:9")]
    grid: String,
    /// The cells that are forecast: study-area (all) or used (those with an incident before the first origin)
    #[arg(long, default_value = "study-area")]
    ground: String,
    /// How far forecasts reach: 7d, 2w, 1mo
    #[arg(long, default_value = "1mo")]
    horizon: String,
    /// Origins from the first day on, one step after the other; the last period ends when the second day begins, or before:
    /// 2019-01-01..2020-01-01 is 52 weeks or 12 months
    #[arg(long, value_name = "FROM..TO")]
    origins: String,
    /// From one origin to the next; the horizon without it
    #[arg(long)]
    every: Option<String>,
    /// How much ground is covered, with commas between several: 0.01, area:0.25sqmi, area:0.5km2, cells:112. Forecasters make their choices for the first
    #[arg(long, default_value = "0.01")]
    coverage: String,
    /// Forecasters, with commas between them, or all
    #[arg(long, default_value = "all")]
    models: String,
    /// Of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What incidents that officers found by being there count as: count, leave-out, weight:0.5, or corrected (by the chance of a patrol; nothing where nobody recorded patrols)
    #[arg(long, default_value = "count", value_name = "TREATMENT")]
    officer_found: Provenances,
    /// Write a figure (.svg) or the scores of every origin (.csv, .parquet) here; may be given again
    #[arg(long)]
    out: Vec<PathBuf>,
    /// Keep the scores in this file, and go on from those it has; without it a file in the data folder, removed when all is done
    #[arg(long)]
    resume: Option<PathBuf>,
}

/// The arguments, understood.
#[derive(Debug)]
pub(super) struct Asked {
    pub filter: Vec<(&'static str, String)>,
    pub grid: GridChoice,
    pub ground: GroundChoice,
    pub horizon: Horizon,
    pub origins: Origins,
    pub every: Horizon,
    pub coverages: Vec<Coverage>,
    pub models: String,
    pub seed: u64,
    pub provenances: Provenances,
    pub out: Vec<PathBuf>,
    pub resume: Option<PathBuf>,
}

impl Args {
    pub(super) fn check(&self) -> anyhow::Result<Asked> {
        let given = [("category", &self.category), ("source", &self.source), ("area", &self.area)];
        let filter = given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        let horizon: Horizon = self.horizon.parse().context("--horizon")?;
        let coverages = self.coverage.split(',').map(|text| text.trim().parse());
        Ok(Asked {
            filter: filter.collect(),
            grid: self.grid.parse().context("--grid")?,
            ground: self.ground.parse().context("--ground")?,
            horizon,
            origins: self.origins.parse().context("--origins")?,
            every: self.every.as_ref().map_or(Ok(horizon), |every| every.parse()).context("--every")?,
            coverages: coverages.collect::<Result<_, _>>().context("--coverage")?,
            models: self.models.clone(),
            seed: self.seed,
            provenances: self.officer_found,
            out: self.out.clone(),
            resume: self.resume.clone(),
        })
    }
}

/// From a civil day up to another: `2019-01-01..2020-01-01`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origins {
    from: Date,
    to: Date,
}

impl Origins {
    /// The origins whose periods are over by the end.
    pub fn days(self, horizon: Horizon, every: Horizon) -> Vec<Date> {
        let steps = (0..).map(|step| every.after(self.from, step));
        steps.take_while(|&origin| horizon.after(origin, 1) <= self.to).collect()
    }
}

impl FromStr for Origins {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (from, to) = text.split_once("..").context("write two days: 2019-01-01..2020-01-01")?;
        let day = |text: &str| text.trim().parse::<Date>().with_context(|| format!("{text:?} is no day"));
        let origins = Self { from: day(from)?, to: day(to)? };
        ensure!(origins.from < origins.to, "the first day comes before the second");
        Ok(origins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_by_the_last_day() {
        let days = |text: &str, horizon: &str, every: &str| {
            let origins: Origins = text.parse().unwrap();
            origins.days(horizon.parse().unwrap(), every.parse().unwrap())
        };
        assert_eq!(days("2019-01-01..2020-01-01", "7d", "7d").len(), 52);
        assert_eq!(days("2015-01-01..2017-01-01", "7d", "7d").len(), 104);
        assert_eq!(days("2019-01-01..2020-01-01", "1mo", "1mo").len(), 12);
        assert_eq!(days("2019-01-01..2019-03-01", "1mo", "7d").len(), 5);
        assert!(days("2019-01-01..2019-01-07", "7d", "7d").is_empty());
        for wrong in ["2019-01-01", "2019-01-01..2019-01-01", "a..b"] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
    }
}
