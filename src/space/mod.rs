//! The ground: places, projections, areas and the grid of cells that everything else counts on.
//!
//! What enters is longitude and latitude (WGS 84) or the coordinates of a known reference system; what leaves is places that
//! have been checked once ([`LngLat`]) and metres on a flat map ([`Planar`]). Nothing here knows what an incident is.

mod area;
mod cells;
mod cells_over;
mod circle;
mod crs;
mod deprivation;
mod ellipsoid;
mod grid;
mod grid_choice;
mod h3;
mod hex_grid;
mod hex_lattice;
mod icosahedron;
mod lng_lat;
mod metres;
mod ostn15;
mod place_set;
mod polygon_index;
mod projection;
mod raster;
mod square_grid;
mod study_area;
mod transverse_mercator;

pub use area::{Area, AreaLayer, AreaLayerError};
pub use cells::cells_of;
pub use cells_over::cells_over;
pub use circle::circle;
pub use crs::{ConversionError, Crs, CrsError};
pub use deprivation::{Deprivation, DeprivationMeasure, DeprivationMeasureError};
pub use grid::{Grid, GridError};
pub use grid_choice::{GridChoice, GridChoiceError};
pub use h3::{cell_centre, cell_polygon};
pub use hex_grid::HexGrid;
pub use lng_lat::{LngLat, LngLatError};
pub use metres::{Metres, Planar};
pub use place_set::{NamedPlace, PlaceClassError, PlaceSet};
pub use projection::Projection;
pub use square_grid::SquareGrid;
pub use study_area::{StudyArea, StudyAreaError};
