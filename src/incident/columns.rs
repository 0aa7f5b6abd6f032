use rayon::prelude::*;
use thiserror::Error;

use super::category::Category;
use super::provenance::{Precision, Provenance};
use crate::space::{LngLat, Planar, Projection};
use crate::time::{CivilZone, HourOfWeek, TimeWindow};

/// 1950-01-01T00:00Z: starts are kept as whole seconds after it, which reach to 2086.
const EPOCH_S: i64 = -631_152_000;
/// Coordinates are kept in ten-millionths of a degree, 1.1 cm or less.
const PER_DEGREE: f64 = 1e7;
const NO_PLACE: i32 = i32::MIN;
const NO_LOCATION: u32 = u32::MAX;
const NO_AREA_CODE: u16 = u16::MAX;
const NO_OUTCOME: u8 = u8::MAX;
const NO_HOUR: u8 = u8::MAX;
/// A window longer than this says nothing about the hour of the week.
const LONGEST_KNOWN_HOUR_S: i64 = 86_400;

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

/// One incident in numbers; indices point into [`Dictionaries`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IncidentRow {
    /// The store's number for it: unique, and the same as long as the incident exists.
    pub id: u32,
    pub when: TimeWindow,
    pub place: Option<LngLat>,
    pub precision: Precision,
    pub location: Option<u32>,
    pub area_code: Option<u16>,
    pub category: u8,
    pub source: u8,
    pub provenance: Provenance,
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
    pub outcome: Option<u8>,
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
    projection: Projection,
    /// The middle of the data: `x` and `y` are metres from it, so that single precision keeps centimetres.
    origin: Planar,
    zone: CivilZone,
    dictionaries: Dictionaries,
    id: Vec<u32>,
    start: Vec<u32>,
    length: Vec<u32>,
    lng: Vec<i32>,
    lat: Vec<i32>,
    x: Vec<f32>,
    y: Vec<f32>,
    location: Vec<u32>,
    area_code: Vec<u16>,
    category: Vec<u8>,
    source: Vec<u8>,
    status: Vec<Status>,
    hour_of_week: Vec<u8>,
    outcome: Vec<u8>,
}

/// Precision (2 bits), provenance (3), attended (2), repeat (1), vulnerable (1).
#[derive(Clone, Copy, Debug)]
struct Status(u16);

impl Status {
    fn of(row: &IncidentRow) -> Self {
        let attended = row.attended.map_or(0, |went| 1 + u16::from(went));
        Self(
            row.precision as u16
                | (row.provenance as u16) << 2
                | attended << 5
                | u16::from(row.repeat) << 7
                | u16::from(row.vulnerable) << 8,
        )
    }

    fn precision(self) -> Precision {
        Precision::ALL[usize::from(self.0 & 3)]
    }

    fn provenance(self) -> Provenance {
        Provenance::ALL[usize::from(self.0 >> 2 & 7)]
    }

    fn attended(self) -> Option<bool> {
        match self.0 >> 5 & 3 {
            0 => None,
            went => Some(went == 2),
        }
    }
}

impl Incidents {
    pub const BYTES_PER_ROW: usize = 7 * 4 + 4 + 2 + 2 + 2 + 2;

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
        let outcome = self.outcome[row];
        (outcome != NO_OUTCOME).then(|| self.dictionaries.outcomes[usize::from(outcome)].as_str())
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
        self.status[row].0 >> 7 & 1 == 1
    }

    pub fn is_vulnerable(&self, row: usize) -> bool {
        self.status[row].0 >> 8 & 1 == 1
    }

    /// From the first start to the last end; `None` when there are no incidents.
    pub fn span(&self) -> Option<TimeWindow> {
        let end = (0..self.len()).map(|row| self.when(row).end()).max()?;
        TimeWindow::new(EPOCH_S + i64::from(self.start[0]), end).ok()
    }
}

/// Collects rows in any order and makes [`Incidents`] of them.
#[derive(Debug, Default)]
pub struct IncidentsBuilder {
    rows: Vec<IncidentRow>,
}

impl IncidentsBuilder {
    pub fn with_capacity(rows: usize) -> Self {
        Self { rows: Vec::with_capacity(rows) }
    }

    pub fn push(&mut self, row: IncidentRow) {
        self.rows.push(row);
    }

    /// Sorts the rows by time and projects their places. `projection` is that of the study area.
    pub fn build(
        mut self,
        dictionaries: Dictionaries,
        zone: CivilZone,
        projection: Projection,
    ) -> Result<Incidents, ColumnsError> {
        check_sizes(&dictionaries)?;
        self.rows.par_iter().try_for_each(|row| check_row(row, &dictionaries))?;
        self.rows.par_sort_unstable_by_key(|row| (row.when.start(), row.id));
        let rows = &self.rows;
        let origin = middle(rows, &projection);
        let planar: Vec<(f32, f32)> = rows
            .par_iter()
            .map(|row| {
                row.place.map_or((f32::NAN, f32::NAN), |place| {
                    let at = projection.forward(place);
                    ((at.x - origin.x) as f32, (at.y - origin.y) as f32)
                })
            })
            .collect();
        Ok(Incidents {
            id: column(rows, |row| row.id),
            start: column(rows, |row| (row.when.start() - EPOCH_S) as u32),
            length: column(rows, |row| row.when.seconds() as u32),
            lng: column(rows, |row| row.place.map_or(NO_PLACE, |place| (place.lng() * PER_DEGREE).round() as i32)),
            lat: column(rows, |row| row.place.map_or(NO_PLACE, |place| (place.lat() * PER_DEGREE).round() as i32)),
            x: planar.iter().map(|at| at.0).collect(),
            y: planar.iter().map(|at| at.1).collect(),
            location: column(rows, |row| row.location.unwrap_or(NO_LOCATION)),
            area_code: column(rows, |row| row.area_code.unwrap_or(NO_AREA_CODE)),
            category: column(rows, |row| row.category),
            source: column(rows, |row| row.source),
            status: column(rows, Status::of),
            hour_of_week: column(rows, |row| {
                if row.when.seconds() > LONGEST_KNOWN_HOUR_S { NO_HOUR } else { zone.hour_of_week(row.when.midpoint()) }
            }),
            outcome: column(rows, |row| row.outcome.unwrap_or(NO_OUTCOME)),
            projection,
            origin,
            zone,
            dictionaries,
        })
    }
}

fn column<T>(rows: &[IncidentRow], value: impl Fn(&IncidentRow) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn check_sizes(dictionaries: &Dictionaries) -> Result<(), ColumnsError> {
    let sizes = [
        ("categories", dictionaries.categories.len(), usize::from(u8::MAX)),
        ("sources", dictionaries.sources.len(), usize::from(u8::MAX)),
        ("outcomes", dictionaries.outcomes.len(), usize::from(u8::MAX)),
        ("area codes", dictionaries.area_codes.len(), usize::from(u16::MAX)),
        ("locations", dictionaries.locations.len(), u32::MAX as usize),
    ];
    match sizes.into_iter().find(|&(_, count, limit)| count > limit) {
        Some((what, count, limit)) => Err(ColumnsError::Dictionary { what, count, limit }),
        None => Ok(()),
    }
}

fn check_row(row: &IncidentRow, dictionaries: &Dictionaries) -> Result<(), ColumnsError> {
    let id = row.id;
    let (start, seconds) = (row.when.start(), row.when.seconds());
    if u32::try_from(start - EPOCH_S).is_err() {
        return Err(ColumnsError::Time { id, start });
    }
    if u32::try_from(seconds).is_err() {
        return Err(ColumnsError::Length { id, seconds });
    }
    let links = [
        ("categories", Some(usize::from(row.category)), dictionaries.categories.len()),
        ("sources", Some(usize::from(row.source)), dictionaries.sources.len()),
        ("outcomes", row.outcome.map(usize::from), dictionaries.outcomes.len()),
        ("area codes", row.area_code.map(usize::from), dictionaries.area_codes.len()),
        ("locations", row.location.map(|location| location as usize), dictionaries.locations.len()),
    ];
    for (what, index, count) in links {
        if let Some(index) = index.filter(|&index| index >= count) {
            return Err(ColumnsError::Dangling { id, what, index, count });
        }
    }
    Ok(())
}

/// The middle of the box around all places, on whole metres; the projection's zero when there is none.
fn middle(rows: &[IncidentRow], projection: &Projection) -> Planar {
    let mut bounds: Option<[f64; 4]> = None;
    for place in rows.iter().filter_map(|row| row.place) {
        let (lng, lat) = (place.lng(), place.lat());
        let [west, south, east, north] = bounds.unwrap_or([lng, lat, lng, lat]);
        bounds = Some([west.min(lng), south.min(lat), east.max(lng), north.max(lat)]);
    }
    let centre =
        bounds.and_then(|[west, south, east, north]| LngLat::new((west + east) / 2.0, (south + north) / 2.0).ok());
    centre.map_or(Planar { x: 0.0, y: 0.0 }, |centre| {
        let at = projection.forward(centre);
        Planar { x: at.x.round(), y: at.y.round() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::category::Kind;

    fn row(id: u32, start: i64, place: Option<(f64, f64)>) -> IncidentRow {
        IncidentRow {
            id,
            when: TimeWindow::new(start, start + 60).unwrap(),
            place: place.map(|(lng, lat)| LngLat::new(lng, lat).unwrap()),
            precision: if place.is_some() { Precision::Exact } else { Precision::Area },
            location: None,
            area_code: None,
            category: 0,
            source: 0,
            provenance: Provenance::OfficerFound,
            attended: Some(false),
            repeat: true,
            vulnerable: false,
            outcome: None,
        }
    }

    fn dictionaries() -> Dictionaries {
        Dictionaries {
            categories: vec![Category::new(Kind::AntiSocialBehaviour, "nuisance").unwrap()],
            sources: vec!["police".into()],
            ..Dictionaries::default()
        }
    }

    fn build(rows: &[IncidentRow]) -> Result<Incidents, ColumnsError> {
        let mut builder = IncidentsBuilder::default();
        rows.iter().for_each(|&row| builder.push(row));
        let zone = CivilZone::named("Europe/London").unwrap();
        builder.build(dictionaries(), zone, Projection::for_place(LngLat::new(0.47, 51.73).unwrap()))
    }

    #[test]
    fn rows_come_back_in_time_order() {
        let early = row(7, 1_700_000_000, Some((0.4712345, 51.7312345)));
        let late = row(3, 1_700_000_100, None);
        let incidents = build(&[late, early]).unwrap();
        assert_eq!(incidents.ids(), [7, 3]);
        let place = incidents.place(0).unwrap();
        assert!((place.lng() - 0.4712345).abs() < 1e-9 && (place.lat() - 51.7312345).abs() < 1e-9);
        assert_eq!(incidents.when(0), early.when);
        assert_eq!(incidents.place(1), None);
        assert_eq!(incidents.precision(1), Precision::Area);
        assert_eq!(incidents.provenance(0), Provenance::OfficerFound);
        assert_eq!(incidents.attended(0), Some(false));
        assert!(incidents.is_repeat(0) && !incidents.is_vulnerable(0));
        assert_eq!(incidents.category(0).to_string(), "asb/nuisance");
        assert!(incidents.x()[1].is_nan());
    }

    #[test]
    fn a_month_has_no_hour() {
        let zone = CivilZone::named("Europe/London").unwrap();
        let mut month = row(1, 0, None);
        month.when = zone.month(2021, 3).unwrap();
        assert_eq!(build(&[month]).unwrap().hour_of_week(0), None);
        assert!(build(&[row(1, 0, None)]).unwrap().hour_of_week(0).is_some());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let mut dangling = row(9, 0, None);
        dangling.category = 4;
        let expected = ColumnsError::Dangling { id: 9, what: "categories", index: 4, count: 1 };
        assert_eq!(build(&[dangling]).unwrap_err(), expected);
        assert_eq!(
            build(&[row(9, i64::MAX / 4, None)]).unwrap_err(),
            ColumnsError::Time { id: 9, start: i64::MAX / 4 }
        );
    }

    #[test]
    fn forty_bytes_a_row_before_the_index() {
        assert_eq!(Incidents::BYTES_PER_ROW, 40);
        assert!(build(&[]).unwrap().is_empty());
        assert_eq!(build(&[]).unwrap().span(), None);
    }
}
