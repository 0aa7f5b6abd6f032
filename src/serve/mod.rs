//! The service: a versioned API, tiles and the map.
//!
//! What enters is a data folder and the operator's [`Config`](crate::config::Config); what leaves is HTTP. Everything is answered from one
//! immutable [`Snapshot`] behind an `Arc`, swapped whole when an import has changed the store. Handlers read parameters,
//! ask the index or an analysis, and shape the answer: they compute nothing. It answers users and keys; beyond loopback it refuses to listen
//! in the clear.
//!
//! | file | job |
//! |---|---|
//! | `router` | every route, one line each; the layers around them |
//! | `resources/`, `tiles/` | one file a resource |
//! | `layers/` | what is drawn, as features |
//! | `ogc/` | OGC API: the same things for QGIS, ArcGIS and GDAL |
//! | `state`, `snapshot`, `results`, `repeats`, `comparison`, `ground`, `hot_spots`, `emerging`, `near_repeats`, `trends`, `densities`, `risks`, `forecasts` | what is served; loaded, swapped, computed once |
//! | `analyses`, `answer`, `finding` | longer analyses: computed once, with progress; the answer or the job; what it says in words |
//! | `error` | the one file that knows status codes |
//! | `query`, `parameters` | reading and documenting parameters |
//! | `on_record/` | what is shown, on record before it is shown |
//! | `identity`, `guard/`, `sign_in/` | who sends a request; whether they may, and how often; the pages to sign in on |
//! | `audience`, `clearance`, `protected` | who may see what, in one table; the snapshot that may be shown; protected snapshots |
//! | `conditional`, `headers`, `host` | entity tags, security headers, own host names only |
//! | `run` | from the listener to the last request |

mod analyses;
mod answer;
mod audience;
mod bands;
mod basemap;
mod clearance;
mod comparison;
mod conditional;
mod densities;
mod docs;
mod emerging;
mod error;
mod facilities;
mod finding;
mod forecasts;
mod geojson;
mod ground;
mod guard;
mod headers;
mod health;
mod host;
mod hot_spots;
mod identity;
pub(crate) mod layers;
mod near_repeats;
mod ogc;
mod on_record;
mod once;
mod page;
mod parameters;
mod protected;
mod query;
mod repeats;
pub mod resources;
mod results;
mod risks;
mod router;
mod run;
mod sign_in;
mod snapshot;
mod state;
mod tiles;
mod tls;
mod trends;
mod work;

pub use audience::{Audience, audience_of};
pub use docs::document;
pub use guard::Peer;
pub use host::{Exposed, check_exposure};
pub use identity::{Identity, Proof};
pub use router::router;
pub use run::{Ready, ServeError, serve};
pub use snapshot::{Snapshot, SnapshotError};
pub use state::{App, ScoringError};
