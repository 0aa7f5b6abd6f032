use rusqlite::Connection;

use super::dictionary::{AREA_CODES, CATEGORIES, Dictionary, OUTCOMES, SOURCES};
use super::error::StoreError;
use super::locations::Locations;
use super::row::Numbers;
use super::status::Status;
use crate::incident::{Category, Incident};
use crate::space::LngLat;

/// Ten-millionths of a degree, 1.1 cm or less: what the in-memory columns keep.
pub(super) const PER_DEGREE: f64 = 1e7;

/// The dictionaries of an import: turns texts into numbers, and gives new texts new numbers.
#[derive(Debug)]
pub(super) struct Vocabulary {
    categories: Dictionary,
    sources: Dictionary,
    outcomes: Dictionary,
    area_codes: Dictionary,
    locations: Locations,
    buffer: String,
}

impl Vocabulary {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            categories: Dictionary::load(connection, &CATEGORIES)?,
            sources: Dictionary::load(connection, &SOURCES)?,
            outcomes: Dictionary::load(connection, &OUTCOMES)?,
            area_codes: Dictionary::load(connection, &AREA_CODES)?,
            locations: Locations::load(connection)?,
            buffer: String::new(),
        })
    }

    pub(super) fn numbers(&mut self, connection: &Connection, incident: &Incident<'_>) -> Result<Numbers, StoreError> {
        let text = |text: &Option<_>, dictionary: &mut Dictionary| {
            text.as_deref().map(|text| dictionary.number(connection, text)).transpose()
        };
        Ok(Numbers {
            start_s: incident.when.start(),
            seconds: incident.when.seconds(),
            place_e7: incident.place.map(place_e7),
            category: self.category(connection, &incident.category)?,
            source: self.sources.number(connection, &incident.source)?,
            status: Status::of(incident),
            location: incident.location.as_ref().map(|at| self.locations.number(connection, at)).transpose()?,
            area_code: text(&incident.area_code, &mut self.area_codes)?,
            stated_outcome: text(&incident.outcome, &mut self.outcomes)?,
        })
    }

    pub(super) fn outcome(&mut self, connection: &Connection, text: &str) -> Result<u32, StoreError> {
        self.outcomes.number(connection, text)
    }

    fn category(&mut self, connection: &Connection, category: &Category<'_>) -> Result<u32, StoreError> {
        self.buffer.clear();
        self.buffer.push_str(category.kind().slug());
        self.buffer.push('/');
        self.buffer.push_str(category.class());
        self.categories.number(connection, &self.buffer)
    }
}

fn place_e7(place: LngLat) -> (i32, i32) {
    ((place.lng() * PER_DEGREE).round() as i32, (place.lat() * PER_DEGREE).round() as i32)
}
