//! Tests of the crate from outside: its API in process and the built binary. One binary, so that it is linked once.

mod access;
mod agreement;
mod analyze;
mod areas;
mod audit;
mod backtest;
mod challenge;
mod demo;
mod disclosure;
mod feedback_check;
mod import;
mod ledger;
mod modules;
mod places;
mod recording;
mod serve;
mod space;
mod store;
mod support;
mod tiles;
mod transparency;
