use std::collections::BTreeMap;

use super::groups::By;
use super::ranking::{LocationId, RepeatLocations};
use crate::incident::{Incidents, Precision};
use crate::index::{HourOfWeekCounts, Index};
use crate::space::{LngLat, Planar};
use crate::time::TimeWindow;

const DAY_S: i64 = 86_400;

/// One location and its selected incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatLocation {
    pub id: LocationId,
    /// From 1.
    pub rank: usize,
    /// The location's text that most incidents give; of as many, the one met first.
    pub label: Option<String>,
    /// By point that point, by key the point that most incidents give, by cluster the mean of its incidents.
    pub place: Option<LngLat>,
    /// The worst that any of its incidents has.
    pub precision: Precision,
    pub count: usize,
    /// Of all selected incidents, 0..=1.
    pub share_fraction: f64,
    /// The window that begins first.
    pub first: TimeWindow,
    /// The window that ends last.
    pub last: TimeWindow,
    /// Civil days with an incident, among windows of at most a day; `None` where there are none such.
    pub distinct_days: Option<usize>,
    /// Days between one incident's middle and the next one's, the median, among windows of at most a day; `None` with fewer than two.
    pub median_gap_days: Option<f64>,
    /// (position in the dictionary, incidents), the most frequent first.
    pub categories: Vec<(usize, usize)>,
    /// (position in the dictionary, incidents), the most frequent first.
    pub sources: Vec<(usize, usize)>,
    pub hour_of_week: HourOfWeekCounts,
}

impl RepeatLocation {
    /// Whether the place is one of a fixed set of map points: a street, not an address.
    pub fn is_snapped(&self) -> bool {
        self.precision.is_snapped()
    }

    pub(super) fn of(index: &Index, locations: &RepeatLocations, rank: usize) -> Self {
        let incidents = index.incidents();
        let rows = || locations.rows(rank).iter().map(|&row| row as usize);
        let count = rows().len();
        let windows = || rows().map(|row| incidents.when(row));
        let days = known_days(incidents, rows());
        Self {
            id: locations.id(index, rank),
            rank: rank + 1,
            label: most_frequent(rows().filter_map(|row| incidents.location_text(row)).map(|it| it.text.as_ref()))
                .map(str::to_owned),
            place: place(index, locations.by(), rows()),
            precision: rows().map(|row| incidents.precision(row)).min().unwrap_or_default(),
            count,
            share_fraction: count as f64 / locations.selected() as f64,
            first: windows().min_by_key(|when| (when.start(), when.end())).expect("a location has an incident"),
            last: windows().max_by_key(|when| (when.end(), when.start())).expect("a location has an incident"),
            distinct_days: distinct(&days),
            median_gap_days: median_gap(&days),
            categories: tally(rows().map(|row| usize::from(incidents.categories()[row]))),
            sources: tally(rows().map(|row| usize::from(incidents.sources()[row]))),
            hour_of_week: index.hour_of_week_of(rows()),
        }
    }
}

/// (civil second of the middle, that second in UTC) of the incidents whose window is at most a day, ascending.
fn known_days(incidents: &Incidents, rows: impl Iterator<Item = usize>) -> Vec<(i64, i64)> {
    let known = rows.filter(|&row| incidents.hour_of_week(row).is_some()).map(|row| incidents.midpoint(row));
    let mut known: Vec<(i64, i64)> = known.map(|middle| (middle + incidents.zone().offset_s(middle), middle)).collect();
    known.sort_unstable_by_key(|&(_, middle)| middle);
    known
}

fn distinct(days: &[(i64, i64)]) -> Option<usize> {
    let mut days: Vec<i64> = days.iter().map(|&(civil, _)| civil.div_euclid(DAY_S)).collect();
    days.sort_unstable();
    days.dedup();
    (!days.is_empty()).then_some(days.len())
}

fn median_gap(days: &[(i64, i64)]) -> Option<f64> {
    let mut gaps: Vec<i64> = days.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    let upper = *gaps.get(middle)? as f64;
    let lower = if gaps.len().is_multiple_of(2) { gaps[middle - 1] as f64 } else { upper };
    Some((lower + upper) / 2.0 / DAY_S as f64)
}

fn place(index: &Index, by: By, rows: impl Iterator<Item = usize>) -> Option<LngLat> {
    let incidents = index.incidents();
    let mut located = rows.filter(|&row| incidents.is_located(row)).peekable();
    located.peek()?;
    if let By::Cluster { .. } = by {
        let (sum, count) =
            located.filter_map(|row| incidents.planar(row)).fold((Planar { x: 0.0, y: 0.0 }, 0.0), |at, it| {
                (Planar { x: at.0.x + it.x, y: at.0.y + it.y }, at.1 + 1.0)
            });
        return Some(incidents.projection().inverse(Planar { x: sum.x / count, y: sum.y / count }));
    }
    let rows: Vec<usize> = located.collect();
    let key = most_frequent(rows.iter().filter_map(|&row| incidents.place_key(row)))?;
    let row = rows.into_iter().find(|&row| incidents.place_key(row) == Some(key))?;
    incidents.place(row)
}

/// The value that comes most often; of as many, the one that comes first.
fn most_frequent<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
    for (at, value) in values.enumerate() {
        counts.entry(value).or_insert((0, std::cmp::Reverse(at))).0 += 1;
    }
    counts.into_iter().max_by_key(|&(_, rank)| rank).map(|(value, _)| value)
}

/// (value, how often), the most frequent first, ties by value.
fn tally(values: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts
}
