use std::borrow::Cow;
use std::sync::Arc;

use geo_types::{Geometry, Point, Rect};

use super::features::{Codes, Features, Span};
use super::field::{Field, Kind, Scalar};
use crate::incident::{Incidents, Precision, Provenance};
use crate::serve::resources::counts::label_of;
use crate::serve::snapshot::Snapshot;

pub const FIELDS: [Field; 16] = [
    Field::new("category", Kind::Text, "Kind and class, as kind/class"),
    Field::new("kind", Kind::Text, "asb, crime, fire or other"),
    Field::new("label", Kind::Text, "The class in words"),
    Field::new("from", Kind::Instant, "Start of the window in which it happened"),
    Field::new("to", Kind::Instant, "End of that window, exclusive"),
    Field::new("precision", Kind::Text, "How well the place is known: none, area, cell, map-point or exact"),
    Field::new("location", Kind::Text, "The location's text"),
    Field::new("location_key", Kind::Text, "The location's key at its source"),
    Field::new("area_code", Kind::Text, "Code of the area it was recorded for"),
    Field::new("source", Kind::Text, "The agency that recorded it"),
    Field::new("provenance", Kind::Text, "unknown, public-report, officer-found, partner or sensor"),
    Field::new("attended", Kind::Flag, "Whether somebody went"),
    Field::new("repeat", Kind::Flag, "Marked as a repeat by the source"),
    Field::new("vulnerable", Kind::Flag, "Marked as of a vulnerable person by the source"),
    Field::new("outcome", Kind::Text, "The latest outcome"),
    Field::new("snapped", Kind::Flag, "On a map point: a street, not an address"),
];

/// The positions of [`FIELDS`].
mod at {
    pub const CATEGORY: usize = 0;
    pub const KIND: usize = 1;
    pub const LABEL: usize = 2;
    pub const FROM: usize = 3;
    pub const TO: usize = 4;
    pub const PRECISION: usize = 5;
    pub const LOCATION: usize = 6;
    pub const LOCATION_KEY: usize = 7;
    pub const AREA_CODE: usize = 8;
    pub const SOURCE: usize = 9;
    pub const PROVENANCE: usize = 10;
    pub const ATTENDED: usize = 11;
    pub const REPEAT: usize = 12;
    pub const VULNERABLE: usize = 13;
    pub const OUTCOME: usize = 14;
}

/// The incidents of a snapshot, read from their columns row by row: ten million of them are never made into features at once.
#[derive(Debug)]
pub struct IncidentFeatures(pub Arc<Snapshot>);

impl IncidentFeatures {
    fn incidents(&self) -> &Incidents {
        self.0.index().incidents()
    }
}

fn text(text: &str) -> Scalar<'_> {
    Scalar::Text(Cow::Borrowed(text))
}

impl Features for IncidentFeatures {
    fn len(&self) -> usize {
        self.incidents().len()
    }

    fn fields(&self) -> &[Field] {
        &FIELDS
    }

    fn id(&self, row: usize) -> Cow<'_, str> {
        Cow::Owned(self.incidents().ids()[row].to_string())
    }

    fn row_of(&self, id: &str) -> Option<usize> {
        let number: u32 = id.parse().ok()?;
        // "007" is not another name of incident 7.
        self.incidents().ids().iter().position(|&known| known == number).filter(|_| number.to_string() == id)
    }

    fn geometry(&self, row: usize) -> Option<Cow<'_, Geometry<f64>>> {
        self.incidents().place(row).map(|place| Cow::Owned(Point::from(place.coord()).into()))
    }

    fn bounds(&self, row: usize) -> Option<Rect<f64>> {
        self.incidents().place(row).map(|place| Rect::new(place.coord(), place.coord()))
    }

    fn when(&self, row: usize) -> Option<Span> {
        let window = self.incidents().when(row);
        Some(Span { start: window.start(), end: window.end() })
    }

    fn value(&self, field: usize, row: usize) -> Option<Scalar<'_>> {
        let incidents = self.incidents();
        match field {
            at::CATEGORY => Some(Scalar::Text(Cow::Owned(incidents.category(row).to_string()))),
            at::KIND => Some(text(incidents.category(row).kind().slug())),
            at::LABEL => Some(Scalar::Text(Cow::Owned(label_of(incidents.category(row))))),
            at::FROM => Some(Scalar::Instant(incidents.when(row).start())),
            at::TO => Some(Scalar::Instant(incidents.when(row).end())),
            at::PRECISION => Some(text(incidents.precision(row).slug())),
            at::LOCATION => incidents.location_text(row).map(|location| text(&location.text)),
            at::LOCATION_KEY => incidents.location_text(row).map(|location| text(&location.key)),
            at::AREA_CODE => {
                incidents.area_code(row).map(|code| text(&incidents.dictionaries().area_codes[usize::from(code)]))
            }
            at::SOURCE => Some(text(incidents.source(row))),
            at::PROVENANCE => Some(text(incidents.provenance(row).slug())),
            at::ATTENDED => incidents.attended(row).map(Scalar::Flag),
            at::REPEAT => Some(Scalar::Flag(incidents.is_repeat(row))),
            at::VULNERABLE => Some(Scalar::Flag(incidents.is_vulnerable(row))),
            at::OUTCOME => incidents.outcome(row).map(text),
            _ => Some(Scalar::Flag(incidents.precision(row).is_snapped())),
        }
    }

    fn codes(&self, field: usize) -> Option<Codes<'_>> {
        let incidents = self.incidents();
        let names = incidents.dictionaries();
        let category = |value: fn(&crate::incident::Category<'_>) -> String| {
            Box::new(move |code: usize| names.categories.get(code).map(|it| Scalar::Text(Cow::Owned(value(it)))))
        };
        Some(match field {
            at::CATEGORY => of_bytes(names.categories.len(), incidents.categories(), category(|it| it.to_string())),
            at::KIND => {
                of_bytes(names.categories.len(), incidents.categories(), category(|it| it.kind().slug().to_owned()))
            }
            at::LABEL => of_bytes(names.categories.len(), incidents.categories(), category(label_of)),
            at::SOURCE => of_bytes(
                names.sources.len(),
                incidents.sources(),
                Box::new(|code| names.sources.get(code).map(|source| text(source))),
            ),
            at::AREA_CODE => {
                let none = names.area_codes.len();
                Codes {
                    count: none,
                    of_row: Box::new(move |row| incidents.area_code(row).map_or(none, usize::from)),
                    value: Box::new(|code| names.area_codes.get(code).map(|code| text(code))),
                }
            }
            at::LOCATION => {
                of_locations(incidents, Box::new(|code| names.locations.get(code).map(|it| text(&it.text))))
            }
            at::LOCATION_KEY => {
                of_locations(incidents, Box::new(|code| names.locations.get(code).map(|it| text(&it.key))))
            }
            at::PRECISION => Codes {
                count: Precision::ALL.len(),
                of_row: Box::new(|row| incidents.precision(row) as usize),
                value: Box::new(|code| Precision::ALL.get(code).map(|it| text(it.slug()))),
            },
            at::PROVENANCE => Codes {
                count: Provenance::ALL.len(),
                of_row: Box::new(|row| incidents.provenance(row) as usize),
                value: Box::new(|code| Provenance::ALL.get(code).map(|it| text(it.slug()))),
            },
            _ => return None,
        })
    }
}

fn of_bytes<'a>(count: usize, column: &'a [u8], value: Box<dyn Fn(usize) -> Option<Scalar<'a>> + 'a>) -> Codes<'a> {
    Codes { count, of_row: Box::new(|row| usize::from(column[row])), value }
}

fn of_locations<'a>(incidents: &'a Incidents, value: Box<dyn Fn(usize) -> Option<Scalar<'a>> + 'a>) -> Codes<'a> {
    let none = incidents.dictionaries().locations.len();
    Codes { count: none, of_row: Box::new(move |row| incidents.location(row).map_or(none, |it| it as usize)), value }
}
