//! Guesses at small counts: an attempt picks something whose true count is 1 to 5, asks for it in a round-about way, and subtracts.

use std::ops::Range;

use h3o::CellIndex;
use jiff::civil::{Date, date};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wherenext::index::{BoundingBox, Filter, Index};
use wherenext::space::{LngLat, cell_polygon};

use super::world::{CATEGORIES, MONTHS, cells};

/// A coordinate so near to an incident's true place is that place.
pub const NEAR_M: f64 = 10.0;
const SMALL: Range<i64> = 1..6;

/// What was found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub attempts: usize,
    /// Differences that are the true count, that being 1 to 5.
    pub recovered: usize,
    /// Answers to one question that are 1 to 5, true or not.
    pub small_answers: usize,
}

/// Incidents of some categories in a box and a window.
#[derive(Clone, Debug)]
struct Target {
    categories: Vec<&'static str>,
    bounds: [f64; 4],
    from: Date,
    to: Date,
}

/// Asks `seen` until `attempts` targets are guessed at, and compares with `truth`.
pub fn guess(truth: &Index, seen: &Index, attempts: usize, random: &mut ChaCha8Rng) -> Found {
    let cells = cells();
    let mut found = Found::default();
    while found.attempts < attempts {
        let target = Target::any(&cells, random);
        let true_count = target.count(truth, &mut 0);
        if !SMALL.contains(&true_count) {
            continue;
        }
        let guessed = target.round_about(seen, random, &mut found.small_answers);
        found.attempts += 1;
        found.recovered += usize::from(guessed == true_count);
    }
    found
}

impl Target {
    fn any(cells: &[CellIndex], random: &mut ChaCha8Rng) -> Self {
        let cell = cells[random.random_range(0..cells.len())];
        let first = random.random_range(1..=MONTHS);
        let last = if random.random() { first } else { random.random_range(first..=MONTHS) };
        let day = |month: i8, random: &mut ChaCha8Rng| {
            // Windows often begin and end with months, and often not.
            if random.random() { 1 } else { random.random_range(1..=28) }.min(if month == 2 { 28 } else { 30 })
        };
        let from = date(2024, first, day(first, random));
        let to = date(2024, last + 1, day(last + 1, random));
        let one = CATEGORIES[random.random_range(0..3)];
        let categories =
            if random.random_range(0..4) == 0 { vec!["asb/nuisance", "asb/environmental"] } else { vec![one] };
        Self { categories, bounds: around(cell, random), from, to }
    }

    fn filter(&self) -> Filter {
        let known = |text: &&'static str| ("category", *text);
        let categories = Filter::parse(self.categories.iter().map(known)).unwrap();
        let [west, south, east, north] = self.bounds;
        let corner = |lng, lat| LngLat::new(lng, lat).unwrap();
        let bbox = BoundingBox::new(corner(west, south), corner(east, north));
        Filter { from: Some(self.from), to: Some(self.to), bbox, ..categories }
    }

    /// 0 where the data do not know the category: that, too, is an answer.
    fn count(&self, index: &Index, small: &mut usize) -> i64 {
        if self.from >= self.to {
            return 0;
        }
        let count = index.select(&self.filter()).map_or(0, |selection| selection.len() as i64);
        *small += usize::from(SMALL.contains(&count));
        count
    }

    /// Its count, by a difference of other counts that is the same.
    fn round_about(&self, seen: &Index, random: &mut ChaCha8Rng, small: &mut usize) -> i64 {
        let with = |change: &dyn Fn(&mut Self)| {
            let mut other = self.clone();
            change(&mut other);
            other
        };
        let mut count = |target: &Self| target.count(seen, small);
        let (early, late) = (date(2024, 1, 1), date(2025, 1, 1));
        match random.random_range(0..6) {
            0 => count(self),
            // All of the time less what comes before and after.
            1 => {
                let all = count(&with(&|it| (it.from, it.to) = (early, late)));
                all - count(&with(&|it| (it.from, it.to) = (early, self.from)))
                    - count(&with(&|it| (it.from, it.to) = (self.to, late)))
            }
            // Two windows that overlap in it: both less the one around them.
            2 => {
                let first = count(&with(&|it| it.from = early));
                let second = count(&with(&|it| it.to = late));
                first + second - count(&with(&|it| (it.from, it.to) = (early, late)))
            }
            // All categories less the others.
            3 => {
                let rest: Vec<_> = CATEGORIES.into_iter().filter(|it| !self.categories.contains(it)).collect();
                let all = count(&with(&|it| it.categories = CATEGORIES.to_vec()));
                let each: i64 = rest.into_iter().map(|one| count(&with(&|it| it.categories = vec![one]))).sum();
                all - each
            }
            // A larger box less the frame around it. Its sides lie between places, so that no place is in two parts.
            4 => {
                let [west, south, east, north] = self.bounds;
                let (wide, tiny) = (0.02, 1e-9);
                let mut of = |bounds: [f64; 4]| count(&with(&|it| it.bounds = bounds));
                let all = of([west - wide, south - wide, east + wide, north + wide]);
                let sides = of([west - wide, south - wide, west - tiny, north + wide])
                    + of([east + tiny, south - wide, east + wide, north + wide])
                    + of([west, south - wide, east, south - tiny])
                    + of([west, north + tiny, east, north + wide]);
                all - sides
            }
            // Day by day: whatever a window's one day more or less changes, summed up.
            _ => {
                let up_to = |day: Date| with(&|it| (it.from, it.to) = (early, day));
                count(&up_to(self.to)) - count(&up_to(self.from))
            }
        }
    }
}

/// The box around a cell, a part of it, or more than it.
fn around(cell: CellIndex, random: &mut ChaCha8Rng) -> [f64; 4] {
    let corners: Vec<_> = cell_polygon(cell).exterior().coords().copied().collect();
    let low = corners.iter().fold((f64::MAX, f64::MAX), |low, it| (low.0.min(it.x), low.1.min(it.y)));
    let high = corners.iter().fold((f64::MIN, f64::MIN), |high, it| (high.0.max(it.x), high.1.max(it.y)));
    let (wide, tall) = (high.0 - low.0, high.1 - low.1);
    let mut side = |length: f64| random.random_range(-0.4..0.4) * length;
    let west = low.0 + side(wide);
    let south = low.1 + side(tall);
    [west, south, (high.0 + side(wide)).max(west + 1e-6), (high.1 + side(tall)).max(south + 1e-6)]
}
