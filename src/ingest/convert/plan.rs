use std::sync::Arc;

use crate::ingest::error::IngestError;
use crate::ingest::header::Header;
use crate::ingest::profile::{ColumnRules, Profile};

/// Names under which GeoJSON and GeoParquet readers give the point of a row.
pub const POINT_LNG: &str = "@lng";
pub const POINT_LAT: &str = "@lat";

/// A profile held against the header of a file: which column says what.
#[derive(Clone, Debug)]
pub struct Plan {
    pub profile: Arc<Profile>,
    pub header: Header,
    pub id: Option<usize>,
    pub category: Vec<usize>,
    pub when: WhenColumns,
    pub place: Option<PlaceColumns>,
    pub location: Option<usize>,
    pub location_key: Option<usize>,
    pub area_code: Option<usize>,
    pub source: Option<usize>,
    pub provenance: Option<usize>,
    pub attended: Option<usize>,
    pub repeat: Option<usize>,
    pub vulnerable: Option<usize>,
    pub outcome: Option<usize>,
    /// Columns kept as they are.
    pub kept: Vec<usize>,
}

/// Where the time stands.
#[derive(Clone, Debug)]
pub struct WhenColumns {
    pub start: StartColumns,
    pub end: Option<usize>,
    pub duration: Option<usize>,
    /// The row knows its date alone where this column holds the profile's value.
    pub date_only: Option<usize>,
}

#[derive(Clone, Debug)]
pub enum StartColumns {
    One(usize),
    DateAndTime { date: usize, time: Option<usize> },
    Parts { year: usize, month: usize, day: Option<usize>, hour: Option<usize>, minute: Option<usize> },
}

/// Where the coordinates stand, and whether they are degrees of EPSG:4326.
#[derive(Clone, Copy, Debug)]
pub struct PlaceColumns {
    pub x: usize,
    pub y: usize,
    pub degrees: bool,
}

impl Plan {
    /// Fails when a column is missing that the profile names and does not call optional, or when two have its name. `file` is
    /// for the message.
    pub fn bind(profile: &Arc<Profile>, header: Header, file: &str) -> Result<Self, IngestError> {
        let missing: Vec<&str> = profile.required_columns().filter(|name| header.find(name).is_none()).collect();
        let missing_columns = |missing: &str| IngestError::MissingColumns {
            file: file.to_owned(),
            profile: profile.name.clone(),
            missing: missing.to_owned(),
            header: header.list(),
        };
        if !missing.is_empty() {
            return Err(missing_columns(&missing.join(", ")));
        }
        if let Some(column) = profile.used_columns().find(|name| header.is_repeated(name)) {
            return Err(IngestError::RepeatedColumn { file: file.to_owned(), column: column.to_owned() });
        }
        let columns = &profile.columns;
        let find = |name: &Option<String>| name.as_deref().and_then(|name| header.find(name));
        Ok(Self {
            profile: Arc::clone(profile),
            id: find(&columns.id),
            category: columns.category.as_slice().iter().filter_map(|name| header.find(name)).collect(),
            when: WhenColumns::bind(profile, &header).ok_or_else(|| missing_columns("of the start"))?,
            place: PlaceColumns::bind(columns, &header),
            location: find(&columns.location),
            location_key: find(&columns.location_key),
            area_code: find(&columns.area_code),
            source: find(&columns.source),
            provenance: find(&columns.provenance),
            attended: find(&columns.attended),
            repeat: find(&columns.repeat),
            vulnerable: find(&columns.vulnerable),
            outcome: find(&columns.outcome),
            kept: kept_columns(profile, &header),
            header,
        })
    }
}

impl WhenColumns {
    fn bind(profile: &Profile, header: &Header) -> Option<Self> {
        let columns = &profile.columns;
        let find = |name: &Option<String>| name.as_deref().and_then(|name| header.find(name));
        let start = match (find(&columns.start), find(&columns.date)) {
            (Some(start), _) => StartColumns::One(start),
            (None, Some(date)) => StartColumns::DateAndTime { date, time: find(&columns.time) },
            (None, None) => StartColumns::Parts {
                year: find(&columns.year)?,
                month: find(&columns.month)?,
                day: find(&columns.day),
                hour: find(&columns.hour),
                minute: find(&columns.minute),
            },
        };
        let date_only = profile.time.date_only_when.as_ref().and_then(|rule| header.find(&rule.column));
        Some(Self { start, end: find(&columns.end), duration: find(&columns.duration), date_only })
    }
}

impl PlaceColumns {
    /// Columns that the profile names, else the point that the reader gives.
    fn bind(columns: &ColumnRules, header: &Header) -> Option<Self> {
        let find = |name: &Option<String>| name.as_deref().and_then(|name| header.find(name));
        let pair = |x: Option<usize>, y: Option<usize>, degrees| x.zip(y).map(|(x, y)| Self { x, y, degrees });
        pair(find(&columns.longitude), find(&columns.latitude), true)
            .or_else(|| pair(find(&columns.x), find(&columns.y), false))
            .or_else(|| pair(position(header, POINT_LNG), position(header, POINT_LAT), true))
    }
}

fn position(header: &Header, name: &str) -> Option<usize> {
    header.names().iter().position(|given| given == name)
}

/// The columns that the profile keeps, and those that no field is read from and that it does not drop.
fn kept_columns(profile: &Profile, header: &Header) -> Vec<usize> {
    let ColumnRules { keep, drop, .. } = &profile.columns;
    let find = |names: &[String]| names.iter().filter_map(|name| header.find(name)).collect::<Vec<_>>();
    let (keep, mut leave) = (find(keep), find(drop));
    leave.extend(profile.used_columns().filter_map(|name| header.find(name)));
    let drop_all = drop.iter().any(|name| name == "*");
    let is_point = |column: usize| [POINT_LNG, POINT_LAT].contains(&header.names()[column].as_str());
    let is_kept =
        |&column: &usize| keep.contains(&column) || !(drop_all || leave.contains(&column) || is_point(column));
    (0..header.count()).filter(is_kept).collect()
}
