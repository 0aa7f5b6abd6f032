use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::pair::{Exposure, Pair};
use crate::analysis::significance::benjamini_hochberg;

/// Of the places called different, on average at most this part is not.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// How a place differs between the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// No incidents on either side.
    None,
    OnlyHere,
    OnlyThere,
    /// Significantly more on the first side.
    More,
    /// Significantly fewer on the first side.
    Fewer,
    NoClearDifference,
}

impl Difference {
    pub const ALL: [Self; 6] =
        [Self::None, Self::OnlyHere, Self::OnlyThere, Self::More, Self::Fewer, Self::NoClearDifference];

    pub const fn slug(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::OnlyHere => "only-here",
            Self::OnlyThere => "only-there",
            Self::More => "more",
            Self::Fewer => "fewer",
            Self::NoClearDifference => "no-clear-difference",
        }
    }
}

/// One of many places that are compared together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceComparison {
    pub pair: Pair,
    pub class: Difference,
    /// Whether the difference is more than chance, with all the places compared reckoned in; a place with incidents on one side alone may
    /// or may not be.
    pub significant: bool,
}

/// Compares every place, and says which differ more than chance.
///
/// Each place has its [`Pair`] with the exact two-sided p of its ratio. Over all places with an incident, those are significant
/// whose p is within the bound of Benjamini and Hochberg at a false discovery rate of 5 %; counts being whole numbers, fewer than that
/// are false.
///
/// `counts` are (first, second), in any order; what returns has the same order. Cost: pairs that come more than once are reckoned once.
pub fn compare_places(counts: impl IntoIterator<Item = (usize, usize)>, exposure: Exposure) -> Vec<PlaceComparison> {
    let mut known: FxHashMap<(usize, usize), Pair> = FxHashMap::default();
    let pairs: Vec<Pair> = counts
        .into_iter()
        .map(|(count, against)| match known.entry((count, against)) {
            Entry::Occupied(pair) => *pair.get(),
            Entry::Vacant(place) => *place.insert(Pair::of(count, against, exposure)),
        })
        .collect();
    let p_values: Vec<f64> = pairs.iter().filter_map(|pair| Some(pair.ratio?.p)).collect();
    let bound = benjamini_hochberg(&p_values, FALSE_DISCOVERY_RATE);
    pairs.into_iter().map(|pair| PlaceComparison::of(pair, bound)).collect()
}

impl PlaceComparison {
    fn of(pair: Pair, bound: Option<f64>) -> Self {
        let significant = pair.ratio.zip(bound).is_some_and(|(ratio, bound)| ratio.p <= bound);
        let class = match (pair.count, pair.against) {
            (0, 0) => Difference::None,
            (_, 0) => Difference::OnlyHere,
            (0, _) => Difference::OnlyThere,
            _ if significant && pair.difference > 0.0 => Difference::More,
            _ if significant => Difference::Fewer,
            _ => Difference::NoClearDifference,
        };
        Self { pair, class, significant }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use super::*;

    const SAME: Exposure = Exposure { here: 30.0, there: 30.0 };

    #[test]
    fn classes_by_hand() {
        let found = compare_places([(60, 20), (20, 60), (21, 20), (1, 0), (0, 12), (0, 0)], SAME);
        let classes: Vec<Difference> = found.iter().map(|place| place.class).collect();
        use Difference::{Fewer, More, NoClearDifference, None, OnlyHere, OnlyThere};
        assert_eq!(classes, [More, Fewer, NoClearDifference, OnlyHere, OnlyThere, None]);
        let significant: Vec<bool> = found.iter().map(|place| place.significant).collect();
        assert_eq!(significant, [true, true, false, false, true, false]);
    }

    #[test]
    fn one_surprise_among_many_is_none() {
        // 12 against 3 has p = 0.035 by itself.
        assert!(compare_places([(12, 3)], SAME)[0].significant);
        let among = compare_places(std::iter::once((12, 3)).chain([(5, 5); 40]), SAME);
        assert!(among.iter().all(|place| !place.significant));
        assert_eq!(compare_places([], SAME), []);
    }

    proptest! {
        #[test]
        fn order_changes_nothing(counts in prop::collection::vec((0..40_usize, 0..40_usize), 0..40)) {
            let mut found = compare_places(counts.clone(), SAME);
            found.reverse();
            let turned = compare_places(counts.into_iter().rev(), SAME);
            prop_assert_eq!(found, turned);
        }
    }
}
