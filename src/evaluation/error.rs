use std::io;
use std::path::PathBuf;

use jiff::civil::Date;
use thiserror::Error;

use crate::analysis::Cancelled;
use crate::forecast::ForecastError;

/// Why there is no back-test.
#[derive(Debug, Error)]
pub enum BackTestError {
    #[error("a back-test needs origins, coverages and forecasters; there are {origins}, {coverages} and {forecasters}")]
    Nothing { origins: usize, coverages: usize, forecasters: usize },
    #[error("origins follow each other, and {second} comes after {first}")]
    OriginsOutOfOrder { first: Date, second: Date },
    #[error("the period from {origin} is not wholly in the data: nobody knows what came to pass in it")]
    NotCovered { origin: Date },
    #[error("{forecaster} is named twice")]
    NamedTwice { forecaster: String },
    #[error("there are no cells on this ground")]
    NoCells,
    #[error("{forecaster} fails at the origin {origin}")]
    Forecast { forecaster: String, origin: Date, source: ForecastError },
    #[error(
        "{forecaster} gives no risk at the origin {origin}: {entries} numbers for {cells} cells, or one that is negative or no number"
    )]
    Risk { forecaster: String, origin: Date, entries: usize, cells: usize },
    #[error("the scores cannot be kept in {}", path.display())]
    Keep { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
