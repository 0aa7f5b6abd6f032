use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::words::class_by_words;
use crate::index::Index;

const NO_CLASS: u32 = u32::MAX;

/// What class of place each incident happened at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceClasses {
    names: Vec<String>,
    /// One a row, positions in `names`.
    of_row: Vec<u32>,
}

impl PlaceClasses {
    /// By the words of the location's text; see [`class_by_words`]. Cost: one look at each text of the dictionary.
    pub fn by_words(index: &Index) -> Self {
        let incidents = index.incidents();
        let mut names = Names::default();
        let of_location: Vec<u32> = incidents
            .dictionaries()
            .locations
            .iter()
            .map(|location| class_by_words(&location.text).map_or(NO_CLASS, |class| names.number(class)))
            .collect();
        let of_row = (0..incidents.len())
            .map(|row| incidents.location(row).map_or(NO_CLASS, |location| of_location[location as usize]))
            .collect();
        Self { names: names.list, of_row }
    }

    /// By a value that the source gives: (the incident's number, value), in any order. Incidents without one have no class.
    pub fn by_value(index: &Index, values: impl IntoIterator<Item = (u32, String)>) -> Self {
        let ids = index.incidents().ids();
        let rows: FxHashMap<u32, usize> = ids.iter().enumerate().map(|(row, &id)| (id, row)).collect();
        let mut names = Names::default();
        let mut of_row = vec![NO_CLASS; ids.len()];
        for (id, value) in values {
            if let Some(&row) = rows.get(&id).filter(|_| !value.trim().is_empty()) {
                of_row[row] = names.number(value.trim());
            }
        }
        Self { names: names.list, of_row }
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The class that most of `rows` have, by its position in [`names`](Self::names); of as many, the one that comes first.
    pub(super) fn of(&self, rows: &[u32]) -> Option<usize> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for class in rows.iter().map(|&row| self.of_row[row as usize]).filter(|&class| class != NO_CLASS) {
            *counts.entry(class).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|&(class, count)| (count, std::cmp::Reverse(class)));
        most.map(|(class, _)| class as usize)
    }
}

#[derive(Default)]
struct Names {
    list: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
