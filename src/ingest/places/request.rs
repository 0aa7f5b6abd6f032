use std::path::PathBuf;

/// Which files hold places of which class, and what their columns are called.
#[derive(Clone, Debug)]
pub struct PlaceRequest {
    pub paths: Vec<PathBuf>,
    /// The class of all places; with `class_column`, of those that the column says nothing about.
    pub class: Option<String>,
    /// Column of each place's class.
    pub class_column: Option<String>,
    /// Column of the places' names.
    pub name: Option<String>,
    /// Columns of a CSV file; found by their names unless given.
    pub coordinates: Option<CoordinateColumns>,
}

/// Two columns of coordinates, and what they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoordinateColumns {
    /// Degrees, WGS 84.
    Degrees { longitude: String, latitude: String },
    /// Metres on the British National Grid (EPSG:27700).
    BritishNationalGrid { easting: String, northing: String },
}
