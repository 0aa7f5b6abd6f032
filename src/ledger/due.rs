use std::collections::HashMap;

use jiff::Timestamp;

use super::content::Content;
use super::entry::{Entry, entries};
use super::error::LedgerError;
use super::place::{cell_keys, cells_fingerprint};
use super::score::{Score, score_of};
use super::truth::{truth, truth_fingerprint};
use crate::forecast::{Ground, GroundChoice, covered};
use crate::index::Index;
use crate::space::GridChoice;
use crate::store::{Store, StoredScore};

/// What scoring came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoredNow {
    /// Forecasts that have a new score, the first one or another.
    pub scored: Vec<u32>,
    /// Forecasts whose period the data do not cover yet.
    pub waiting: Vec<u32>,
    pub unscorable: Vec<Unscorable>,
}

/// A forecast that cannot be scored on these data, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscorable {
    pub id: u32,
    pub reason: String,
}

/// Scores the forecasts whose period the data cover. Where the truth has changed since a forecast was scored, another score is added; the
/// first one stays. All new scores are stored at once or not at all.
///
/// `index` holds the data of `store` as they were when [`Store::data_fingerprint`] gave `data`. A forecast that was scored on the same data
/// costs nothing.
pub fn score_due(store: &Store, index: &Index, data: &str) -> Result<ScoredNow, LedgerError> {
    let mut done = ScoredNow::default();
    let (entries, _) = entries(store)?;
    if entries.is_empty() {
        return Ok(done);
    }
    let mut due = Due { store, index, data: data.to_owned(), known: known(store)?, grounds: HashMap::new() };
    let covered = covered(index);
    let mut new = Vec::new();
    for entry in &entries {
        let (id, period) = (entry.id, entry.header.window());
        if !covered.iter().any(|span| span.start() <= period.start() && period.end() <= span.end()) {
            done.waiting.push(id);
            continue;
        }
        match due.score(entry) {
            Ok(None) => {}
            Ok(Some(score)) => {
                done.scored.push(id);
                new.push(score);
            }
            Err(LedgerError::Store(error)) => return Err(error.into()),
            Err(error) => done.unscorable.push(Unscorable { id, reason: error.to_string() }),
        }
    }
    store.append_scores(&new)?;
    Ok(done)
}

struct Due<'a> {
    store: &'a Store,
    index: &'a Index,
    data: String,
    known: HashMap<u32, Vec<StoredScore>>,
    /// By their grid's name, with the fingerprint of their cells.
    grounds: HashMap<String, (Ground, String)>,
}

fn known(store: &Store) -> Result<HashMap<u32, Vec<StoredScore>>, LedgerError> {
    let mut known: HashMap<u32, Vec<StoredScore>> = HashMap::new();
    for score in store.scores()? {
        known.entry(score.forecast).or_default().push(score);
    }
    Ok(known)
}

impl Due<'_> {
    /// The score to be added; `None` where there is one for this truth.
    fn score(&mut self, entry: &Entry) -> Result<Option<StoredScore>, LedgerError> {
        let known = self.known.remove(&entry.id).unwrap_or_default();
        let on_these = |stored: &StoredScore| {
            serde_json::from_str::<Score>(&stored.score).is_ok_and(|score| score.data == self.data)
        };
        if known.iter().any(on_these) {
            return Ok(None);
        }
        let data = self.data.clone();
        let index = self.index;
        let store = self.store;
        let (ground, fingerprint) = self.ground(entry)?;
        if *fingerprint != entry.header.cells_fingerprint {
            return Err(LedgerError::OtherCells);
        }
        let truth = truth(index, &entry.header.filter, ground, entry.header.window())?;
        let fingerprint = truth_fingerprint(&truth);
        if known.iter().any(|stored| stored.truth == fingerprint) {
            return Ok(None);
        }
        let Some((stored, numbers)) = store.forecast(entry.id)? else { return Ok(None) };
        let content = Content::open(entry.id, &stored.header, &numbers)?;
        let score = score_of(&content.numbers, ground.cells(), &truth, &data);
        Ok(Some(StoredScore {
            forecast: entry.id,
            scored_ms: Timestamp::now().as_millisecond(),
            truth: fingerprint,
            score: serde_json::to_string(&score).expect("a score has text keys alone"),
        }))
    }

    fn ground(&mut self, entry: &Entry) -> Result<&(Ground, String), LedgerError> {
        let name = &entry.header.grid;
        if !self.grounds.contains_key(name) {
            let grid: GridChoice =
                name.parse().map_err(|_| LedgerError::Damaged { id: entry.id, what: "its grid cannot be read" })?;
            let all = crate::index::Selection::all(self.index.incidents().len());
            let ground = Ground::new(self.index, grid, GroundChoice::StudyArea, &all, entry.header.origin)?;
            let fingerprint = cells_fingerprint(&cell_keys(ground.grid()));
            self.grounds.insert(name.clone(), (ground, fingerprint));
        }
        Ok(&self.grounds[name])
    }
}
