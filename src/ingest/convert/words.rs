use super::memo::Memo;
use super::plan::Plan;
use crate::incident::{Category, Provenance};
use crate::ingest::profile::{CategoryDefault, Lookup};
use crate::ingest::reject::{Fault, Reason};
use crate::ingest::table::Fields;

/// Reads the fields whose words have meanings: category, provenance, attended, repeat, vulnerable.
#[derive(Debug, Default)]
pub struct WordReader {
    categories: Memo<u32>,
    provenances: Memo<Provenance>,
    truths: [Memo<bool>; 3],
    joined: String,
}

/// The three fields that are true or false.
#[derive(Clone, Copy, Debug)]
pub enum Truth {
    Attended,
    Repeat,
    Vulnerable,
}

impl WordReader {
    /// Position of the row's category in `found`, where it is added when it is new.
    pub fn category(
        &mut self,
        plan: &Plan,
        fields: &Fields<'_>,
        found: &mut Vec<Category<'static>>,
    ) -> Result<u32, Fault> {
        let mut joined = std::mem::take(&mut self.joined);
        let word = match *plan.category.as_slice() {
            [] => "",
            [column] => fields.get(column),
            _ => {
                joined.clear();
                for (nth, &column) in plan.category.iter().enumerate() {
                    joined.extend([if nth == 0 { "" } else { "/" }, fields.get(column)]);
                }
                joined.as_str()
            }
        };
        let position = self.categories.get(word, |word| {
            let category = read_category(plan, word)?;
            let known = found.iter().position(|known| *known == category);
            Ok(known.unwrap_or_else(|| {
                found.push(category);
                found.len() - 1
            }) as u32)
        });
        self.joined = joined;
        position
    }

    pub fn provenance(&mut self, plan: &Plan, fields: &Fields<'_>) -> Result<Provenance, Fault> {
        let meanings = &plan.profile.meanings;
        match word_in(plan, plan.provenance, fields) {
            None => Ok(meanings.provenance_default),
            Some(word) => self.provenances.get(word, |word| match meanings.provenance.get(word) {
                Some(&provenance) => Ok(provenance),
                None if meanings.provenance.is_empty() => word.parse().map_err(|_| unknown("provenance", word)),
                None => Ok(meanings.provenance_default),
            }),
        }
    }

    /// `None` where the row does not say; a word that no rule knows is a fault unless the profile has a default.
    pub fn truth(&mut self, plan: &Plan, fields: &Fields<'_>, truth: Truth) -> Result<Option<bool>, Fault> {
        let meanings = &plan.profile.meanings;
        let (name, column, lookup, default): (_, _, &Lookup<bool>, _) = match truth {
            Truth::Attended => ("attended", plan.attended, &meanings.attended, meanings.attended_default),
            Truth::Repeat => ("repeat", plan.repeat, &meanings.repeat, meanings.repeat_default),
            Truth::Vulnerable => ("vulnerable", plan.vulnerable, &meanings.vulnerable, meanings.vulnerable_default),
        };
        match word_in(plan, column, fields) {
            None => Ok(default),
            Some(word) => self.truths[truth as usize]
                .get(word, |word| lookup.get(word).copied().or(default).ok_or_else(|| unknown(name, word)))
                .map(Some),
        }
    }
}

fn word_in<'a>(plan: &Plan, column: Option<usize>, fields: &Fields<'a>) -> Option<&'a str> {
    column.map(|column| fields.get(column)).filter(|word| !plan.profile.format.is_missing(word))
}

fn unknown(field: &str, word: &str) -> Fault {
    Fault::new(Reason::UnknownValue, format!("{field} {word:?}"))
}

fn read_category(plan: &Plan, word: &str) -> Result<Category<'static>, Fault> {
    let meanings = &plan.profile.meanings;
    if let Some(category) = meanings.category.get(word) {
        return Ok(category.clone());
    }
    match &meanings.category_default {
        Some(CategoryDefault::Always(category)) => Ok(category.clone()),
        Some(CategoryDefault::Slug(kind)) => Category::new(*kind, Category::slug_of(word))
            .map_err(|error| Fault::new(Reason::UnknownCategory, error.to_string())),
        None => Err(Fault::new(Reason::UnknownCategory, format!("{word:?}"))),
    }
}
