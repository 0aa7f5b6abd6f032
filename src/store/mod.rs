//! The record: one folder with one SQLite database that holds every incident, outcome, area and setting.
//!
//! What enters is incidents with their text, file by file in an [`ImportTransaction`]: all or nothing, whatever happens to the
//! process or the machine. What leaves is everything at once as columns ([`Store::load`]), or one record ([`Store::incident`]).
//! Nothing is computed here, and nobody else speaks SQL.
//!
//! A file that was imported before changes nothing. A file with a slot (one force's month) is the whole truth about its slot
//! and replaces the file that was there. Elsewhere a row with an external id updates the incident that has it, and rows
//! without an id are never merged, however alike.
//!
//! Beside it stand two more databases: [`AccessStore`], users, sessions and keys, and [`AuditStore`], who did what. [`back_up`] copies all
//! three.
//!
//! Forecasts and their scores are only ever added: triggers refuse to change or delete one, and each forecast carries the hash of the
//! one before.

mod access;
mod attributes;
mod audit;
mod backup;
mod batch;
mod connection;
mod database;
mod dictionary;
mod error;
mod external_id;
mod files;
mod forecasts;
mod hash_index;
mod import;
mod known;
mod layers;
mod load;
mod locations;
mod outcomes;
mod places;
mod private;
mod record;
mod replaced;
mod row;
mod settings;
mod shape;
mod status;
mod turn;
mod vocabulary;
mod writer;

pub use access::{AccessStore, KeyRow, NewKey, NewUser, SessionRow, TokenDigest, UserRow};
pub use audit::{AuditFilter, AuditHead, AuditPage, AuditRow, AuditStore};
pub use backup::{back_up, restore};
pub use database::{Loaded, Store};
pub use error::StoreError;
pub use files::{FileIdentity, FileState, ImportedFile};
pub use forecasts::{Appended, Hash, NewForecast, StoredForecast, StoredScore};
pub use import::{CommitSummary, ImportTransaction};
pub use layers::LayerSummary;
pub use places::PlaceClassSummary;
pub use settings::Setting;
pub use turn::Patience;
pub use writer::Inserted;
