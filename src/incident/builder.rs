use rayon::prelude::*;

use super::columns::{
    ColumnsError, Dictionaries, EPOCH_S, Incidents, NO_AREA_CODE, NO_HOUR, NO_LOCATION, NO_OUTCOME, NO_PLACE,
    PER_DEGREE,
};
use super::provenance::{Precision, Provenance};
use super::status::Status;
use crate::space::{LngLat, Planar, Projection};
use crate::time::{CivilZone, TimeWindow};

/// A window longer than this says nothing about the hour of the week.
const LONGEST_KNOWN_HOUR_S: i64 = 86_400;

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

/// Collects rows in any order and makes [`Incidents`] of them. Takes 32 bytes a row meanwhile.
#[derive(Debug, Default)]
pub struct IncidentsBuilder {
    rows: Vec<Packed>,
    /// The first row that the columns cannot hold.
    error: Option<ColumnsError>,
}

/// An [`IncidentRow`] as the columns keep it.
#[derive(Clone, Copy, Debug)]
struct Packed {
    start: u32,
    id: u32,
    length: u32,
    lng: i32,
    lat: i32,
    location: u32,
    area_code: u16,
    status: Status,
    category: u8,
    source: u8,
    outcome: u8,
}

impl IncidentsBuilder {
    pub fn with_capacity(rows: usize) -> Self {
        Self { rows: Vec::with_capacity(rows), error: None }
    }

    /// A row that the columns cannot hold makes [`build`](Self::build) fail.
    pub fn push(&mut self, row: IncidentRow) {
        match Packed::of(&row) {
            Ok(packed) => self.rows.push(packed),
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
    }

    /// Adds all rows of another builder.
    pub fn append(&mut self, mut other: Self) {
        self.rows.append(&mut other.rows);
        self.error = self.error.take().or(other.error);
    }

    /// The places of the located rows, in the order of the rows.
    pub fn places(&self) -> impl Iterator<Item = LngLat> {
        self.rows.iter().filter_map(Packed::place)
    }

    /// Sorts the rows by time and projects their places. `projection` is that of the study area.
    pub fn build(
        mut self,
        dictionaries: Dictionaries,
        zone: CivilZone,
        projection: Projection,
    ) -> Result<Incidents, ColumnsError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        check_sizes(&dictionaries)?;
        self.rows.par_iter().try_for_each(|row| check_links(row, &dictionaries))?;
        self.rows.par_sort_unstable_by_key(|row| (row.start, row.id));
        let rows = self.rows.as_slice();
        let origin = middle(rows, &projection);
        let (x, y) = rows
            .par_iter()
            .map(|row| {
                row.place().map_or((f32::NAN, f32::NAN), |place| {
                    let at = projection.forward(place);
                    ((at.x - origin.x) as f32, (at.y - origin.y) as f32)
                })
            })
            .unzip();
        Ok(Incidents {
            id: column(rows, |row| row.id),
            start: column(rows, |row| row.start),
            length: column(rows, |row| row.length),
            lng: column(rows, |row| row.lng),
            lat: column(rows, |row| row.lat),
            x,
            y,
            location: column(rows, |row| row.location),
            area_code: column(rows, |row| row.area_code),
            category: column(rows, |row| row.category),
            source: column(rows, |row| row.source),
            status: column(rows, |row| row.status),
            hour_of_week: column(rows, |row| row.hour_of_week(&zone)),
            outcome: column(rows, |row| row.outcome),
            projection,
            origin,
            zone,
            dictionaries,
        })
    }
}

impl Packed {
    fn of(row: &IncidentRow) -> Result<Self, ColumnsError> {
        Incidents::check_window(row.id, row.when)?;
        let e7 = |degrees: f64| (degrees * PER_DEGREE).round() as i32;
        Ok(Self {
            start: (row.when.start() - EPOCH_S) as u32,
            id: row.id,
            length: row.when.seconds() as u32,
            lng: row.place.map_or(NO_PLACE, |place| e7(place.lng())),
            lat: row.place.map_or(NO_PLACE, |place| e7(place.lat())),
            location: row.location.unwrap_or(NO_LOCATION),
            area_code: row.area_code.unwrap_or(NO_AREA_CODE),
            status: Status::of(row),
            category: row.category,
            source: row.source,
            outcome: row.outcome.unwrap_or(NO_OUTCOME),
        })
    }

    fn place(&self) -> Option<LngLat> {
        if self.lng == NO_PLACE {
            return None;
        }
        LngLat::new(f64::from(self.lng) / PER_DEGREE, f64::from(self.lat) / PER_DEGREE).ok()
    }

    fn hour_of_week(&self, zone: &CivilZone) -> u8 {
        let length = i64::from(self.length);
        if length > LONGEST_KNOWN_HOUR_S {
            return NO_HOUR;
        }
        zone.hour_of_week(EPOCH_S + i64::from(self.start) + length / 2)
    }
}

fn column<T: Send>(rows: &[Packed], value: impl Fn(&Packed) -> T + Send + Sync) -> Vec<T> {
    rows.par_iter().map(value).collect()
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

fn check_links(row: &Packed, dictionaries: &Dictionaries) -> Result<(), ColumnsError> {
    let some = |index: u32, none: u32| (index != none).then_some(index as usize);
    let links = [
        ("categories", Some(usize::from(row.category)), dictionaries.categories.len()),
        ("sources", Some(usize::from(row.source)), dictionaries.sources.len()),
        ("outcomes", some(row.outcome.into(), NO_OUTCOME.into()), dictionaries.outcomes.len()),
        ("area codes", some(row.area_code.into(), NO_AREA_CODE.into()), dictionaries.area_codes.len()),
        ("locations", some(row.location, NO_LOCATION), dictionaries.locations.len()),
    ];
    for (what, index, count) in links {
        if let Some(index) = index.filter(|&index| index >= count) {
            return Err(ColumnsError::Dangling { id: row.id, what, index, count });
        }
    }
    Ok(())
}

/// The middle of the box around all places, on whole metres; the projection's zero when there is none.
fn middle(rows: &[Packed], projection: &Projection) -> Planar {
    let located = || rows.iter().filter(|row| row.lng != NO_PLACE);
    let centre = |value: fn(&Packed) -> i32| {
        let (low, high) = (located().map(value).min()?, located().map(value).max()?);
        Some((f64::from(low) + f64::from(high)) / 2.0 / PER_DEGREE)
    };
    let centre = centre(|row| row.lng).zip(centre(|row| row.lat)).and_then(|(lng, lat)| LngLat::new(lng, lat).ok());
    centre.map_or(Planar { x: 0.0, y: 0.0 }, |centre| {
        let at = projection.forward(centre);
        Planar { x: at.x.round(), y: at.y.round() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::category::{Category, Kind};

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
        let rows: Vec<_> = (0..7).map(|id| row(id, 0, None)).collect();
        assert_eq!(build(&rows).unwrap().column_bytes(), 7 * 40);
        assert!(build(&[]).unwrap().is_empty());
        assert_eq!(build(&[]).unwrap().span(), None);
    }
}
