use thiserror::Error;

use super::category::Category;
use super::provenance::{Precision, Provenance};
use super::status::Status;
use crate::space::{LngLat, Planar, Projection};
use crate::time::{CivilZone, HourOfWeek, TimeWindow};

/// 1950-01-01T00:00Z: starts are kept as whole seconds after it, which reach to 2086.
pub(super) const EPOCH_S: i64 = -631_152_000;
/// Coordinates are kept in ten-millionths of a degree, 1.1 cm or less.
pub(super) const PER_DEGREE: f64 = 1e7;
pub(super) const NO_PLACE: i32 = i32::MIN;
pub(super) const NO_LOCATION: u32 = u32::MAX;
pub(super) const NO_AREA_CODE: u16 = u16::MAX;
pub(super) const NO_OUTCOME: u8 = u8::MAX;
pub(super) const NO_HOUR: u8 = u8::MAX;

/// What the numbers in the columns stand for.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries {
    pub categories: Vec<Category<'static>>,
    pub sources: Vec<String>,
    pub outcomes: Vec<String>,
    pub area_codes: Vec<String>,
    pub locations: Vec<LocationText>,
}

/// A location's key and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationText {
    pub key: Box<str>,
    pub text: Box<str>,
}

/// What the columns cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ColumnsError {
    #[error("incident {id} begins at {start} s, outside 1950 to 2086")]
    Time { id: u32, start: i64 },
    #[error("incident {id} lasts {seconds} s, more than 136 years")]
    Length { id: u32, seconds: i64 },
    #[error("{count} {what}, more than the {limit} that the columns can tell apart")]
    Dictionary { what: &'static str, count: usize, limit: usize },
    #[error("incident {id} points at entry {index} of the {what}, which have {count}")]
    Dangling { id: u32, what: &'static str, index: usize, count: usize },
}

/// All incidents as columns, ordered by start (ties by id). Row `i` is the same incident in every column.
///
/// Memory: 40 bytes a row (plus 8 that the index adds), and the text of the dictionaries.
#[derive(Clone, Debug)]
pub struct Incidents {
    pub(super) projection: Projection,
    /// The middle of the data: `x` and `y` are metres from it, so that single precision keeps centimetres.
    pub(super) origin: Planar,
    pub(super) zone: CivilZone,
    pub(super) dictionaries: Dictionaries,
    pub(super) id: Vec<u32>,
    pub(super) start: Vec<u32>,
    pub(super) length: Vec<u32>,
    pub(super) lng: Vec<i32>,
    pub(super) lat: Vec<i32>,
    pub(super) x: Vec<f32>,
    pub(super) y: Vec<f32>,
    pub(super) location: Vec<u32>,
    pub(super) area_code: Vec<u16>,
    pub(super) category: Vec<u8>,
    pub(super) source: Vec<u8>,
    pub(super) status: Vec<Status>,
    pub(super) hour_of_week: Vec<u8>,
    pub(super) outcome: Vec<u8>,
}

impl Incidents {
    /// How many bytes the columns hold, without the dictionaries.
    pub fn column_bytes(&self) -> usize {
        size_of_val(&self.id[..])
            + size_of_val(&self.start[..])
            + size_of_val(&self.length[..])
            + size_of_val(&self.lng[..])
            + size_of_val(&self.lat[..])
            + size_of_val(&self.x[..])
            + size_of_val(&self.y[..])
            + size_of_val(&self.location[..])
            + size_of_val(&self.area_code[..])
            + size_of_val(&self.category[..])
            + size_of_val(&self.source[..])
            + size_of_val(&self.status[..])
            + size_of_val(&self.hour_of_week[..])
            + size_of_val(&self.outcome[..])
    }

    /// Whether the columns can hold a window: it begins between 1950 and 2086 and lasts less than 136 years. `id` is for the
    /// error.
    pub fn check_window(id: u32, when: TimeWindow) -> Result<(), ColumnsError> {
        if u32::try_from(when.start() - EPOCH_S).is_err() {
            return Err(ColumnsError::Time { id, start: when.start() });
        }
        if u32::try_from(when.seconds()).is_err() {
            return Err(ColumnsError::Length { id, seconds: when.seconds() });
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.id.len()
    }

    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    pub fn zone(&self) -> &CivilZone {
        &self.zone
    }

    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    pub fn dictionaries(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// What [`x`](Self::x) and [`y`](Self::y) are measured from.
    pub fn origin(&self) -> Planar {
        self.origin
    }

    /// Metres east of [`origin`](Self::origin), one a row; NaN where there is no place.
    pub fn x(&self) -> &[f32] {
        &self.x
    }

    /// Metres north of [`origin`](Self::origin), one a row; NaN where there is no place.
    pub fn y(&self) -> &[f32] {
        &self.y
    }

    /// The store's numbers, one a row.
    pub fn ids(&self) -> &[u32] {
        &self.id
    }

    /// Positions in [`Dictionaries::categories`], one a row.
    pub fn categories(&self) -> &[u8] {
        &self.category
    }

    /// Positions in [`Dictionaries::sources`], one a row.
    pub fn sources(&self) -> &[u8] {
        &self.source
    }

    pub fn place(&self, row: usize) -> Option<LngLat> {
        if self.lng[row] == NO_PLACE {
            return None;
        }
        LngLat::new(f64::from(self.lng[row]) / PER_DEGREE, f64::from(self.lat[row]) / PER_DEGREE).ok()
    }

    pub fn is_located(&self, row: usize) -> bool {
        self.lng[row] != NO_PLACE
    }

    /// Two rows with the same place key lie on the same point (to 1.1 cm); `None` where there is no place.
    pub fn place_key(&self, row: usize) -> Option<(i32, i32)> {
        self.is_located(row).then(|| (self.lng[row], self.lat[row]))
    }

    pub fn planar(&self, row: usize) -> Option<Planar> {
        self.is_located(row)
            .then(|| Planar { x: self.origin.x + f64::from(self.x[row]), y: self.origin.y + f64::from(self.y[row]) })
    }

    pub fn when(&self, row: usize) -> TimeWindow {
        let start = EPOCH_S + i64::from(self.start[row]);
        TimeWindow::new(start, start + i64::from(self.length[row])).expect("lengths are positive")
    }

    /// The middle second of the row's window: what a date filter looks at.
    pub fn midpoint(&self, row: usize) -> i64 {
        EPOCH_S + i64::from(self.start[row]) + i64::from(self.length[row]) / 2
    }

    /// The civil hour of the week of the window's middle; `None` for a window of more than a day.
    pub fn hour_of_week(&self, row: usize) -> Option<HourOfWeek> {
        let hour = self.hour_of_week[row];
        (hour != NO_HOUR).then_some(hour)
    }

    pub fn location(&self, row: usize) -> Option<u32> {
        let location = self.location[row];
        (location != NO_LOCATION).then_some(location)
    }

    pub fn location_text(&self, row: usize) -> Option<&LocationText> {
        self.location(row).map(|location| &self.dictionaries.locations[location as usize])
    }

    /// Position in [`Dictionaries::area_codes`].
    pub fn area_code(&self, row: usize) -> Option<u16> {
        let code = self.area_code[row];
        (code != NO_AREA_CODE).then_some(code)
    }

    pub fn category(&self, row: usize) -> &Category<'static> {
        &self.dictionaries.categories[usize::from(self.category[row])]
    }

    pub fn source(&self, row: usize) -> &str {
        &self.dictionaries.sources[usize::from(self.source[row])]
    }

    pub fn outcome(&self, row: usize) -> Option<&str> {
        self.outcome_position(row).map(|at| self.dictionaries.outcomes[at].as_str())
    }

    /// Position in [`Dictionaries::outcomes`].
    pub fn outcome_position(&self, row: usize) -> Option<usize> {
        let outcome = self.outcome[row];
        (outcome != NO_OUTCOME).then_some(usize::from(outcome))
    }

    pub fn precision(&self, row: usize) -> Precision {
        self.status[row].precision()
    }

    pub fn provenance(&self, row: usize) -> Provenance {
        self.status[row].provenance()
    }

    pub fn attended(&self, row: usize) -> Option<bool> {
        self.status[row].attended()
    }

    pub fn is_repeat(&self, row: usize) -> bool {
        self.status[row].is_repeat()
    }

    pub fn is_vulnerable(&self, row: usize) -> bool {
        self.status[row].is_vulnerable()
    }

    /// From the first start to the last end; `None` when there are no incidents.
    pub fn span(&self) -> Option<TimeWindow> {
        let end = (0..self.len()).map(|row| self.when(row).end()).max()?;
        TimeWindow::new(EPOCH_S + i64::from(self.start[0]), end).ok()
    }
}
