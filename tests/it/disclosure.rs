//! What partners see: who may ask what, bands of risk, the command.

mod bands;
mod command;
mod routes;
pub mod world;
