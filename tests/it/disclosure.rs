//! What partners see: who may ask what, bands of risk, the command, and an attack.

mod attack;
mod bands;
mod command;
mod guesses;
mod requests;
mod routes;
pub mod world;
