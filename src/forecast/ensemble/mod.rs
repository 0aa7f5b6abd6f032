//! The default: what the mixture, the trees and the plain count say, weighted by how well they did on origins held back.

mod blend;
mod choice;
mod fit;
mod forecaster;

pub use forecaster::Ensemble;
