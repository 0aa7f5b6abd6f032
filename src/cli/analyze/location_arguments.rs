use clap::ValueEnum;

use crate::analysis::repeat_locations::By;
use crate::space::Metres;

/// What counts as the same location, in the words of the API.
#[derive(Debug, clap::Args)]
pub struct LocationArguments {
    /// What counts as the same location
    #[arg(long, value_enum, default_value = "key")]
    by: Same,
    /// Clusters: incidents within this many metres of each other are neighbours
    #[arg(long, default_value_t = 50.0, value_name = "METRES")]
    radius: f64,
    /// Clusters: how many incidents make a place, itself included
    #[arg(long, default_value_t = 10)]
    min_points: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Same {
    /// The source's own key, or else its text
    Key,
    /// The same coordinates
    Point,
    /// Density clusters (DBSCAN)
    Cluster,
}

impl LocationArguments {
    pub fn by(&self) -> anyhow::Result<By> {
        let by = match self.by {
            Same::Key => By::Key,
            Same::Point => By::Point,
            Same::Cluster => By::Cluster { radius: Metres(self.radius), min_points: self.min_points },
        };
        Ok(by.check()?)
    }
}
