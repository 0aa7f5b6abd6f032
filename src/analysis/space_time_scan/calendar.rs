use super::parameters::{CheckedScan, Mode};

/// The days of all cases in order: case number `s` in time, its slot, happened on day `day[s]`.
pub(super) struct Calendar {
    pub(super) day: Vec<u32>,
    /// Cases before each day, and all of them.
    before: Vec<u32>,
    /// Windows by length: up to so many days, but more than the next entry, which is half of it.
    pub(super) longest: Vec<u32>,
    /// For each day, and for each length of window in turn, what is known of those that hold the day.
    reach: Vec<Reach>,
    pub(super) mode: Mode,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    /// Slots that can share such a window with the day, half-open.
    pub(super) slots: (u32, u32),
    /// The fewest cases, anywhere, of such a window.
    pub(super) least: u32,
}

impl Calendar {
    /// `sorted` are the cases' days, ascending, all below `n_days`.
    pub(super) fn new(sorted: Vec<u32>, n_days: u32, parameters: &CheckedScan) -> Self {
        let before = (0..=n_days).map(|day| sorted.partition_point(|&other| other < day) as u32).collect();
        let lengths = std::iter::successors(Some(parameters.max_days().min(n_days)), |length| Some(length / 2));
        let longest: Vec<u32> = lengths.take_while(|length| *length > 0).collect();
        let mut calendar = Self { day: sorted, before, longest, reach: Vec::new(), mode: parameters.mode() };
        let days = (0..n_days).flat_map(|day| calendar.longest.iter().map(move |&longest| (day, longest)));
        calendar.reach = days.map(|(day, longest)| calendar.reach(day, longest)).collect();
        calendar
    }

    /// Windows of more than half of `longest` days, up to all of them, that hold `day`.
    fn reach(&self, day: u32, longest: u32) -> Reach {
        let (n_days, shortest) = (self.n_days(), longest / 2 + 1);
        let (from, to) = match self.mode {
            Mode::Retrospective => ((day + 1).saturating_sub(longest), (day + longest).min(n_days)),
            Mode::Prospective if day + longest >= n_days => (n_days - longest, n_days),
            Mode::Prospective => return Reach::default(),
        };
        let first_starts = match self.mode {
            Mode::Retrospective => (day + 1).saturating_sub(shortest)..=day.min(n_days - shortest),
            Mode::Prospective => day.min(n_days - shortest)..=day.min(n_days - shortest),
        };
        let cases = |start: u32| match self.mode {
            Mode::Retrospective => self.between(start, start + shortest),
            Mode::Prospective => self.between(start, n_days),
        };
        Reach {
            slots: (self.before[from as usize], self.before[to as usize]),
            least: first_starts.map(cases).min().unwrap_or_default(),
        }
    }

    /// What is known of the windows that hold `day`, the longest first.
    pub(super) fn reaches(&self, day: u32) -> &[Reach] {
        let levels = self.longest.len();
        &self.reach[day as usize * levels..][..levels]
    }

    pub(super) fn n_days(&self) -> u32 {
        self.before.len() as u32 - 1
    }

    /// Cases on the days `from..to`, wherever they happened.
    pub(super) fn between(&self, from: u32, to: u32) -> u32 {
        self.before[to as usize] - self.before[from as usize]
    }
}
