use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::parameters::{CheckedScan, ScanError};
use super::scan::Cases;
use crate::analysis::progress::Progress;
use crate::index::CellList;
use crate::space::{Metres, Planar};

/// Cases, or places, in all circles together that are held at most: 100 MB each.
pub(super) const MOST_ENTRIES: usize = 25_000_000;
const CENTRES_PER_TASK: usize = 64;

/// The circles round each place: its neighbours by distance, and their cases.
pub(super) struct Circles {
    /// Places within the largest circle round each centre, nearest first.
    near: Vec<u32>,
    near_start: Vec<usize>,
    entries: Vec<Entry>,
    entry_start: Vec<usize>,
}

/// A case of a circle, and whether a circle can end after it: the next one lies farther out.
#[derive(Clone, Copy)]
pub(super) struct Entry(u32);

const LAST: u32 = 1 << 31;

impl Entry {
    pub(super) fn case(self) -> usize {
        (self.0 & !LAST) as usize
    }

    pub(super) fn ends_circle(self) -> bool {
        self.0 & LAST != 0
    }
}

impl Circles {
    pub(super) fn round(
        cases: &Cases,
        parameters: &CheckedScan,
        limit: usize,
        progress: &Progress,
    ) -> Result<Self, ScanError> {
        let radius = parameters.max_radius();
        let places = Places::of(cases, radius);
        let held = AtomicUsize::new(0);
        let tasks: Result<Vec<Vec<Circle>>, ScanError> = (0..cases.places.len().div_ceil(CENTRES_PER_TASK))
            .into_par_iter()
            .map(|task| {
                progress.check()?;
                let centres = task * CENTRES_PER_TASK..((task + 1) * CENTRES_PER_TASK).min(cases.places.len());
                let found: Vec<Circle> = centres.map(|centre| places.circle(centre)).collect();
                let more: usize = found.iter().map(|circle| circle.near.len().max(circle.entries.len())).sum();
                if held.fetch_add(more, Ordering::Relaxed) + more > limit {
                    return Err(ScanError::TooManyNeighbours { limit, radius_m: radius.0 });
                }
                Ok(found)
            })
            .collect();
        let mut circles = Self { near: Vec::new(), near_start: vec![0], entries: Vec::new(), entry_start: vec![0] };
        for circle in tasks?.into_iter().flatten() {
            circles.near.extend(circle.near);
            circles.near_start.push(circles.near.len());
            circles.entries.extend(circle.entries);
            circles.entry_start.push(circles.entries.len());
        }
        Ok(circles)
    }

    pub(super) fn len(&self) -> usize {
        self.entry_start.len() - 1
    }

    /// The cases round a centre, nearest first.
    pub(super) fn entries(&self, centre: usize) -> &[Entry] {
        &self.entries[self.entry_start[centre]..self.entry_start[centre + 1]]
    }

    /// The places round a centre, nearest first.
    pub(super) fn near(&self, centre: usize) -> &[u32] {
        &self.near[self.near_start[centre]..self.near_start[centre + 1]]
    }
}

struct Circle {
    near: Vec<u32>,
    entries: Vec<Entry>,
}

struct Places<'a> {
    list: CellList,
    at: &'a [Planar],
    radius: Metres,
    /// Cases place by place, and where each place's begin.
    cases: Vec<u32>,
    start: Vec<u32>,
    /// The most cases that a circle may hold.
    most: usize,
}

impl<'a> Places<'a> {
    fn of(cases: &'a Cases, radius: Metres) -> Self {
        let mut by_place: Vec<u32> = (0..cases.len() as u32).collect();
        by_place.sort_by_key(|&case| cases.place[case as usize]);
        let first = |place: usize| by_place.partition_point(|&case| (cases.place[case as usize] as usize) < place);
        let start = (0..=cases.places.len()).map(|place| first(place) as u32).collect();
        let list = CellList::new(&cases.places, radius);
        Self { list, at: &cases.places, radius, cases: by_place, start, most: cases.len() / 2 }
    }

    fn circle(&self, centre: usize) -> Circle {
        let mut circle = Circle { near: Vec::new(), entries: Vec::new() };
        let near = self.by_distance(centre);
        // Places at one distance enter together: no circle has one of them and not the other.
        for ring in near.chunk_by(|a, b| a.0 == b.0) {
            let held = circle.entries.len();
            for &(_, place) in ring {
                let cases = self.start[place as usize] as usize..self.start[place as usize + 1] as usize;
                circle.entries.extend(self.cases[cases].iter().map(|&case| Entry(case)));
            }
            if circle.entries.len() > self.most {
                circle.entries.truncate(held);
                break;
            }
            circle.near.extend(ring.iter().map(|&(_, place)| place));
            if let Some(last) = circle.entries[held..].last_mut() {
                last.0 |= LAST;
            }
        }
        circle
    }

    /// (distance in metres, place), nearest first, ties by place.
    fn by_distance(&self, centre: usize) -> Vec<(f64, u32)> {
        let at = self.at[centre];
        let runs = self.list.around(at).map(|run: Range<usize>| self.list.positions(&run));
        let all = runs.flatten().map(|position| (at.distance(self.list.at(position)).0, self.list.source()[position]));
        let mut near: Vec<(f64, u32)> = all.filter(|&(distance, _)| distance <= self.radius.0).collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near
    }
}
