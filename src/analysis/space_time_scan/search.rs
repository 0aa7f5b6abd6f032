use super::calendar::Calendar;
use super::circles::{Circles, Entry};
use super::parameters::Mode;
use super::statistic::Record;

/// The fewest cases that make a cluster.
const LEAST_CASES: u32 = 2;

/// The strongest cylinder found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Strongest {
    pub(super) statistic: f64,
    pub(super) centre: usize,
    /// Cases in the circle, whenever they happened.
    pub(super) in_circle: u32,
    /// Cases in the circle and on the days.
    pub(super) cases: u32,
    /// Cases in the circle × cases on the days.
    pub(super) product: u64,
    /// Half-open.
    pub(super) days: (u32, u32),
}

/// Looks for the strongest cylinder, centre by centre, under one assignment of cases to slots.
///
/// Circles grow case by case. Between two cases that fall on the days of a window, growing the circle only raises what is
/// expected; so only windows that hold the case just added need a look, and those begin and end on days with a case of the circle.
pub(super) struct Search<'a> {
    calendar: &'a Calendar,
    slots: &'a [u32],
    /// The slots of the circle's cases, a bit each.
    inside: Vec<u64>,
    record: Record,
    best: Strongest,
    /// (day, cases of the circle up to and with it) of the days near the case just added.
    days: Vec<(u32, u32)>,
}

impl<'a> Search<'a> {
    /// `slots`: the slot of each case.
    pub(super) fn new(calendar: &'a Calendar, slots: &'a [u32]) -> Self {
        Self {
            calendar,
            slots,
            inside: vec![0; slots.len() / 64 + 1],
            record: Record::new(slots.len() as u32),
            best: Strongest::default(),
            days: Vec::new(),
        }
    }

    pub(super) fn best(&self) -> &Strongest {
        &self.best
    }

    pub(super) fn centre(&mut self, circles: &Circles, centre: usize) {
        let entries = circles.entries(centre);
        let mut first_new = 0;
        for (at, entry) in entries.iter().enumerate() {
            let slot = self.slots[entry.case()];
            self.inside[slot as usize / 64] |= 1 << (slot % 64);
            if entry.ends_circle() {
                for new in &entries[first_new..=at] {
                    self.look(centre, at as u32 + 1, self.slots[new.case()]);
                }
                first_new = at + 1;
            }
        }
        self.clear(entries);
    }

    fn clear(&mut self, entries: &[Entry]) {
        if entries.len() > self.inside.len() {
            return self.inside.fill(0);
        }
        for entry in entries {
            self.inside[self.slots[entry.case()] as usize / 64] = 0;
        }
    }

    /// The windows that hold the case at `slot`, in a circle of `in_circle` cases.
    ///
    /// No window of some length has more cases than its whole reach, nor less expected than the emptiest such window: when that
    /// would not win, shorter windows remain, which reach less far.
    fn look(&mut self, centre: usize, in_circle: u32, slot: u32) {
        let calendar = self.calendar;
        let day = calendar.day[slot as usize];
        let reaches = calendar.reaches(day);
        let wins = |record: &mut Record, most, least| {
            record.beaten_by(most, u64::from(in_circle) * u64::from(least)).is_some()
        };
        let (Some(first), Some(last)) = (reaches.first(), reaches.last()) else { return };
        let most = self.count(first.slots);
        if most < LEAST_CASES || !wins(&mut self.record, most, last.least) {
            return;
        }
        for (level, reach) in reaches.iter().enumerate() {
            let most = self.count(reach.slots);
            if most < LEAST_CASES {
                return;
            }
            if wins(&mut self.record, most, reach.least) {
                self.gather(reach.slots);
                return self.windows(centre, in_circle, day, calendar.longest[level]);
            }
        }
    }

    /// Cases of the circle in some consecutive slots.
    fn count(&self, slots: (u32, u32)) -> u32 {
        self.words(slots).map(|(_, word)| word.count_ones()).sum()
    }

    /// (first slot, cases) of each 64 slots that they reach into, others masked out.
    fn words(&self, (from, to): (u32, u32)) -> impl Iterator<Item = (u32, u64)> + '_ {
        let last = to.div_ceil(64);
        (from / 64..last).map(move |at| {
            let low = if at == from / 64 { u64::MAX << (from % 64) } else { u64::MAX };
            let high = if at + 1 == last && !to.is_multiple_of(64) { u64::MAX >> (64 - to % 64) } else { u64::MAX };
            (at * 64, self.inside[at as usize] & low & high)
        })
    }

    fn gather(&mut self, slots: (u32, u32)) {
        let mut days = std::mem::take(&mut self.days);
        days.clear();
        let mut cases = 0;
        for (first, mut word) in self.words(slots) {
            while word != 0 {
                let day = self.calendar.day[(first + word.trailing_zeros()) as usize];
                word &= word - 1;
                cases += 1;
                match days.last_mut() {
                    Some(last) if last.0 == day => last.1 = cases,
                    _ => days.push((day, cases)),
                }
            }
        }
        self.days = days;
    }

    fn windows(&mut self, centre: usize, in_circle: u32, own_day: u32, longest: u32) {
        let own = self.days.partition_point(|&(day, _)| day < own_day);
        let ends = match self.calendar.mode {
            Mode::Retrospective => own..self.days.len(),
            Mode::Prospective => self.days.len() - 1..self.days.len(),
        };
        for first in 0..=own {
            let from = self.days[first].0;
            let before = if first == 0 { 0 } else { self.days[first - 1].1 };
            for last in ends.clone() {
                let to = match self.calendar.mode {
                    Mode::Retrospective => self.days[last].0 + 1,
                    Mode::Prospective => self.calendar.n_days(),
                };
                if to - from > longest {
                    break;
                }
                let cases = self.days[last].1 - before;
                let product = u64::from(in_circle) * u64::from(self.calendar.between(from, to));
                if cases >= LEAST_CASES
                    && let Some(statistic) = self.record.beaten_by(cases, product)
                {
                    self.record.set(statistic);
                    self.best = Strongest { statistic, centre, in_circle, cases, product, days: (from, to) };
                }
            }
        }
    }
}
