use std::sync::Arc;

use super::features::Features;
use super::predicate::Predicate;
use super::spatial::Bbox;
use super::temporal::Datetime;
use crate::index::Selection;
use crate::serve::error::ApiError;
use crate::serve::once::Bytes;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Which of a collection's features are asked for.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// What distinguishes it from others, as the request said it.
    pub key: String,
    pub bbox: Option<Bbox>,
    pub datetime: Option<Datetime>,
    /// All of them must hold.
    pub predicates: Vec<Predicate>,
}

impl Condition {
    /// The features that meet it: one pass, made once for a snapshot and kept.
    pub async fn select(
        self,
        app: &App,
        snapshot: &Snapshot,
        features: &Arc<dyn Features>,
    ) -> Result<Arc<Selection>, ApiError> {
        let (features, key) = (Arc::clone(features), format!("ogc-chosen#{}", self.key));
        let compute = move |_: &_| Ok(self.chosen(features.as_ref()));
        snapshot.results().analyses().finish(app.workers(), key, compute).await
    }

    fn chosen(&self, features: &dyn Features) -> Selection {
        let mut selection = Selection::all(features.len());
        // What looks at a dictionary or a number first, shapes last.
        for predicate in &self.predicates {
            let bound = predicate.bind(features);
            selection.retain(|row| bound.truth(row) == Some(true));
        }
        if let Some(datetime) = self.datetime {
            selection.retain(|row| datetime.admits(features.when(row)));
        }
        if let Some(bbox) = &self.bbox {
            selection.retain(|row| bbox.admits(features, row));
        }
        selection
    }
}

impl Bytes for Selection {
    fn bytes(&self) -> usize {
        self.words().len() * 8 + 64
    }
}

/// The selected rows from row `first` on.
pub fn rows_from(selection: &Selection, first: usize) -> impl Iterator<Item = usize> + '_ {
    let start = first / 64;
    let words = selection.words().iter().enumerate().skip(start);
    words.flat_map(move |(at, &word)| {
        let mut left = if at == start { word & (u64::MAX << (first % 64)) } else { word };
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (bit < 64).then_some(at * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_a_row_on() {
        let selection = Selection::of_rows(300, [0, 63, 64, 127, 200, 299]);
        let from = |first| rows_from(&selection, first).collect::<Vec<_>>();
        assert_eq!(from(0), [0, 63, 64, 127, 200, 299]);
        assert_eq!(from(63), [63, 64, 127, 200, 299]);
        assert_eq!(from(64), [64, 127, 200, 299]);
        assert_eq!(from(65), [127, 200, 299]);
        assert!(from(300).is_empty() && from(usize::MAX).is_empty());
    }
}
