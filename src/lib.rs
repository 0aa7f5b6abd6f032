//! `wherenext`: where incidents gather, come back and grow, from geocoded records to a map that a tasking meeting can use.
//!
//! Modules in the order that data flows; each imports only from those before it:
//!
//! | module | job |
//! |---|---|
//! | [`space`], [`time`] | places, projections, areas, grids; windows, periods, civil time |
//! | [`incident`] | one incident, and all of them as columns |
//! | [`store`] | the record: SQLite in one folder, atomic imports, everything back as columns |
//! | [`ingest`] | files in known layouts or by a profile, to incidents and rejects; the synthetic county |
//! | [`disclosure`] | roles, and what each may see |
//! | [`encode`] | features to GeoJSON, vector tiles, CSV and GeoParquet |
//! | [`index`] | filters and selections, counts and cubes, R-tree queries |
//! | [`analysis`] | kernel density and its contours, repeat locations and their concentration |
//! | [`forecast`] | expected incidents a cell after an origin, from what was known by then |
//! | [`evaluation`] | forecasts scored by what came to pass, origin by origin |
//! | [`ledger`] | forecasts that are stored before, scored after, and never changed |
//! | [`access`] | who may use the service: passwords, sessions, keys |
//! | [`audit`] | who looked at, changed and sent out what, so that a change of the record is found |
//! | [`config`] | the operator's file: every parameter, unknown keys are errors |
//! | [`serve`] | the API, the tiles and the map |
//! | [`cli`] | the command line |

pub mod access;
pub mod analysis;
pub mod audit;
pub mod cli;
pub mod config;
pub mod disclosure;
pub mod encode;
pub mod evaluation;
pub mod forecast;
pub mod incident;
pub mod index;
pub mod ingest;
pub mod ledger;
pub mod serve;
pub mod space;
pub mod store;
pub mod time;
