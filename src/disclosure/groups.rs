use rayon::prelude::*;

use super::terms::{DisclosedField, DisclosedPlace, Terms};
use crate::incident::{Category, Provenance};
use crate::index::Index;
use crate::time::Periods;

/// No place, or nothing said.
pub(super) const NONE: u32 = u32::MAX;
const UNSAID: u8 = u8::MAX;

/// Everything that is disclosed of an incident. Incidents with the same key cannot be told apart.
///
/// Its order is that of what is disclosed (time, place, names), so that the rows of the protected copy say nothing of the order of the
/// incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub period: u16,
    /// A row of the index's cells at the disclosed resolution, or of the layer's areas; [`NONE`] outside all.
    pub place: u32,
    /// Position among the categories by name.
    pub category: u8,
    /// The like; 0 where sources are not disclosed.
    pub source: u8,
    pub provenance: u8,
    /// 0 not said, 1 no, 2 yes.
    pub attended: u8,
    /// Position among the outcomes by name; [`UNSAID`] where there is none.
    outcome: u8,
}

impl Key {
    pub fn outcome(&self) -> Option<u8> {
        (self.outcome != UNSAID).then_some(self.outcome)
    }
}

/// Incidents that are alike in everything that is disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub key: Key,
    pub incidents: usize,
}

/// Positions in a dictionary by the order of its names, and back.
pub(super) struct ByName {
    /// Position in the dictionary to position by name.
    rank: Vec<u8>,
    /// Position by name to position in the dictionary.
    pub order: Vec<usize>,
}

impl ByName {
    pub fn of<T: Ord>(names: &[T]) -> Self {
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&at| &names[at]);
        let mut rank = vec![0; names.len()];
        for (at, &name) in order.iter().enumerate() {
            rank[name] = at as u8;
        }
        Self { rank, order }
    }

    fn rank(&self, at: usize) -> u8 {
        self.rank[at]
    }
}

/// What keys are made of.
pub(super) struct Keys<'a> {
    pub index: &'a Index,
    pub terms: &'a Terms,
    pub released: &'a Periods,
    /// The number of the layer by which places are disclosed, if it is by areas.
    pub layer: Option<usize>,
    pub categories: ByName,
    pub sources: ByName,
    pub outcomes: ByName,
}

impl Keys<'_> {
    /// The groups of the incidents that the terms are about, ascending by key, whatever their size.
    pub fn groups(&self) -> Vec<Group> {
        let names = self.index.incidents().dictionaries();
        let admitted: Vec<bool> = names.categories.iter().map(|category| self.admits(category)).collect();
        let recorded: Vec<bool> = names.sources.iter().map(|source| self.admits_source(source)).collect();
        let ancestors = match self.terms.place {
            DisclosedPlace::Cell(resolution) => self.index.cells().ancestors(resolution).unwrap_or_default(),
            DisclosedPlace::Area(_) => &[],
        };
        let incidents = self.index.incidents();
        let chosen = |row: usize| {
            admitted[usize::from(incidents.categories()[row])] && recorded[usize::from(incidents.sources()[row])]
        };
        let key = |row: usize| chosen(row).then(|| self.key(row, ancestors)).flatten();
        let mut keys: Vec<Key> = (0..incidents.len()).into_par_iter().filter_map(key).collect();
        keys.par_sort_unstable();
        let alike = keys.chunk_by(|one, next| one == next);
        alike.map(|alike| Group { key: alike[0], incidents: alike.len() }).collect()
    }

    fn admits(&self, category: &Category<'_>) -> bool {
        self.terms.categories.iter().any(|choice| choice.admits(category))
    }

    fn admits_source(&self, source: &str) -> bool {
        self.terms.sources.is_empty() || self.terms.sources.contains(source)
    }

    /// `None` for an incident of a period that is not released.
    fn key(&self, row: usize, ancestors: &[u32]) -> Option<Key> {
        let incidents = self.index.incidents();
        let period = self.released.index_of(incidents.midpoint(row))?;
        let place = match self.layer {
            Some(layer) => self.index.membership().area_of(row, layer).map(|area| area as u32),
            None => self.index.cells().finest_row(row).map(|finest| ancestors[finest]),
        };
        let if_named = |field, value: u8, otherwise: u8| {
            if self.terms.fields.contains(&field) { value } else { otherwise }
        };
        let outcome = incidents.outcome_position(row).map_or(UNSAID, |at| self.outcomes.rank(at));
        Some(Key {
            period: u16::try_from(period).ok()?,
            place: place.unwrap_or(NONE),
            category: self.categories.rank(usize::from(incidents.categories()[row])),
            source: if_named(DisclosedField::Source, self.sources.rank(usize::from(incidents.sources()[row])), 0),
            provenance: if_named(
                DisclosedField::Provenance,
                incidents.provenance(row) as u8,
                Provenance::Unknown as u8,
            ),
            attended: if_named(DisclosedField::Attended, incidents.attended(row).map_or(0, |it| 1 + u8::from(it)), 0),
            outcome: if_named(DisclosedField::Outcome, outcome, UNSAID),
        })
    }
}
