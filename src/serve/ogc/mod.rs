//! OGC API: Features (parts 1, 2 and 3) and Tiles (part 1), for the clients that partners have: QGIS, ArcGIS, GDAL.
//!
//! What enters is a request under `/ogc`; what leaves is GeoJSON, vector tiles, JSON or a page. Every collection is one entry of
//! [`collection`]: results of the analyses over a choice of incidents, areas, and the incidents themselves. It computes no statistic: it
//! asks the same [`Results`](super::results::Results) as the API under `/api/v1`. It refuses parameters that it does not know, filters that
//! can never hold, and coordinate reference systems other than four.
//!
//! | file | job |
//! |---|---|
//! | `routes`, `asked` | every route, one line each; what a request says about itself |
//! | `collection`, `prepare` | what there is; its features, computed once |
//! | `features`, `field`, `table`, `incident_features` | features by row: of an analysis, and incidents straight from their columns |
//! | `items_query`, `spatial`, `temporal`, `cql*`, `predicate`, `property_test`, `chosen` | conditions read and checked; the features that meet them |
//! | `pages` | snapshots that `next` links lead into |
//! | `items`, `write`, `crs` | pages of features, written in the coordinates asked for |
//! | `landing`, `tiles`, `openapi*`, `html`, `links` | the other documents, as JSON and as pages |

mod asked;
mod chosen;
mod collection;
mod cql;
mod cql_operands;
mod cql_reader;
mod crs;
mod features;
mod field;
mod html;
mod incident_features;
mod items;
mod items_query;
mod landing;
mod links;
mod openapi;
mod openapi_components;
mod pages;
mod predicate;
mod prepare;
mod property_test;
mod routes;
mod spatial;
mod table;
mod temporal;
mod tiles;
mod write;

pub use collection::Source;
pub use html::escaped;
pub use routes::routes;
