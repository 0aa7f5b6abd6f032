use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use super::plan::Plan;
use super::row::{OutcomeRow, Row};
use crate::incident::{Category, Incident, Location, Precision};
use crate::ingest::profile::KeyRule;
use crate::ingest::reject::Reject;
use crate::ingest::table::{Fields, Table};

/// One piece of a file, read: incidents or outcomes in the file's order, and the rows that cannot be used.
#[derive(Debug)]
pub struct Batch {
    pub plan: Arc<Plan>,
    pub table: Table,
    pub rows: Vec<Row>,
    pub outcomes: Vec<OutcomeRow>,
    pub rejects: Vec<Reject>,
    pub categories: Vec<Category<'static>>,
    pub keys: LocationKeys,
}

impl Batch {
    /// The incident at `position` of `rows`, its text borrowed from the batch.
    pub fn incident(&self, position: usize) -> Incident<'_> {
        let row = &self.rows[position];
        let fields = self.table.record(row.record as usize);
        let category = &self.categories[row.category as usize];
        Incident {
            external_id: self.text(&fields, self.plan.id),
            category: category.borrowed(),
            when: row.when,
            place: row.place,
            precision: row.precision,
            location: self.location(&fields, position),
            area_code: self.text(&fields, self.plan.area_code),
            source: self.source(&fields),
            provenance: row.provenance,
            attended: row.attended,
            repeat: row.repeat,
            vulnerable: row.vulnerable,
            outcome: self.text(&fields, self.plan.outcome),
            attributes: self.attributes(&fields),
        }
    }

    /// The incident's number and the outcome's text at `position` of `outcomes`.
    pub fn outcome(&self, position: usize) -> (&str, &str) {
        let fields = self.table.record(self.outcomes[position].record as usize);
        let text = |column: Option<usize>| column.map_or("", |column| fields.get(column));
        (text(self.plan.id), text(self.plan.outcome))
    }

    fn text<'a>(&self, fields: &Fields<'a>, column: Option<usize>) -> Option<Cow<'a, str>> {
        let text = fields.get(column?);
        (!self.plan.profile.format.is_missing(text)).then_some(Cow::Borrowed(text))
    }

    fn source<'a>(&'a self, fields: &Fields<'a>) -> Cow<'a, str> {
        let meanings = &self.plan.profile.meanings;
        match self.text(fields, self.plan.source) {
            Some(word) => meanings.source.get(&word).map_or(word, |name| Cow::Borrowed(name.as_str())),
            None => Cow::Borrowed(meanings.source_default.as_deref().unwrap_or(UNKNOWN_SOURCE)),
        }
    }

    fn location<'a>(&'a self, fields: &Fields<'a>, position: usize) -> Option<Location<'a>> {
        let text = self.text(fields, self.plan.location);
        let key = self
            .text(fields, self.plan.location_key)
            .or_else(|| self.keys.get(position).map(Cow::Borrowed))
            .or_else(|| text.clone())?;
        Some(Location { text: text.unwrap_or_else(|| key.clone()), key })
    }

    fn attributes<'a>(&'a self, fields: &Fields<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        let kept = self.plan.kept.iter().filter_map(|&column| {
            let value = fields.get(column);
            (!value.is_empty())
                .then(|| (Cow::Borrowed(self.plan.header.names()[column].as_str()), Cow::Borrowed(value)))
        });
        kept.collect()
    }
}

/// The source of incidents whose file and profile name none.
const UNKNOWN_SOURCE: &str = "unknown";

/// Location keys that are made up of text and point, one a row; nothing where the profile's rule needs none.
#[derive(Debug, Default)]
pub struct LocationKeys {
    text: String,
    ends: Vec<u32>,
}

impl LocationKeys {
    /// Adds the key of the next row. The point is written to a ten-millionth of a degree less one: what map points are published in.
    pub fn add(&mut self, plan: &Plan, fields: &Fields<'_>, row: &Row) {
        let text = plan.location.map_or("", |column| fields.get(column));
        let rule = plan.profile.place.key;
        if rule == KeyRule::Text {
            return;
        }
        let named = rule == KeyRule::TextAndPoint && !plan.profile.format.is_missing(text);
        if named {
            self.text.push_str(text);
        }
        if let Some(place) = row.place.filter(|_| named || rule == KeyRule::Point) {
            let between = if named { " @ " } else { "" };
            write!(self.text, "{between}{:.6},{:.6}", place.lng(), place.lat()).expect("a String takes any text");
        }
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, position: usize) -> Option<&str> {
        let end = *self.ends.get(position)? as usize;
        let start = if position == 0 { 0 } else { self.ends[position - 1] as usize };
        Some(&self.text[start..end]).filter(|key| !key.is_empty())
    }
}

/// What is known of a place: its point as well as the profile says, else its area, else nothing.
pub fn precision_of(plan: &Plan, fields: &Fields<'_>, located: bool) -> Precision {
    let area = plan.area_code.is_some_and(|column| !plan.profile.format.is_missing(fields.get(column)));
    match (located, area) {
        (true, _) => plan.profile.place.precision,
        (false, true) => Precision::Area,
        (false, false) => Precision::None,
    }
}
