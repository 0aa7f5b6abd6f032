use serde::{Deserialize, Serialize};

use super::past::Past;
use crate::time::{CivilZone, HourOfWeek, TimeWindow};

/// Stretches of the week that every shift is made of: on each day 07 to 15, 15 to 19, 19 to 23, and 23 to 07 of the next morning.
pub const BLOCKS: usize = 28;

const BLOCKS_A_DAY: usize = 4;
const HOUR_S: i64 = 3600;
const HOURS_A_BLOCK: [f64; BLOCKS_A_DAY] = [8.0, 4.0, 4.0, 8.0];

/// An hour-of-week profile needs this many incidents whose hour is known, and this part of all.
const LEAST_INCIDENTS: usize = 30;
const LEAST_KNOWN_FRACTION: f64 = 0.1;

/// A way to cut the week into shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftScheme {
    /// Day (07 to 19) and night, of weekdays and of the weekend; Friday's and Saturday's nights are the weekend's.
    DayNight,
    /// Early (07 to 15), late (15 to 23) and night (23 to 07) of each day.
    ThreeShifts,
}

/// One shift of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// `weekend-night`, `fri-late`.
    pub id: String,
    pub label: String,
    blocks: Vec<usize>,
}

const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

impl ShiftScheme {
    pub const ALL: [Self; 2] = [Self::DayNight, Self::ThreeShifts];

    pub fn slug(self) -> &'static str {
        match self {
            Self::DayNight => "day-night",
            Self::ThreeShifts => "three-shifts",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::DayNight => "Day and night, weekdays and weekend",
            Self::ThreeShifts => "Early, late and night of each day",
        }
    }

    /// Its shifts; together they are the week.
    pub fn shifts(self) -> Vec<Shift> {
        match self {
            Self::DayNight => day_and_night(),
            Self::ThreeShifts => three_shifts(),
        }
    }
}

impl Shift {
    /// The shift of an id, of whichever scheme.
    pub fn find(id: &str) -> Option<Self> {
        ShiftScheme::ALL.into_iter().flat_map(ShiftScheme::shifts).find(|shift| shift.id == id)
    }

    /// Its part of what [`ShiftProfile::block_shares`] or [`ShiftProfile::county_block_shares`] gave, 0..=1.
    pub fn share_of(&self, block_shares: &[f64; BLOCKS]) -> f64 {
        self.blocks.iter().map(|&block| block_shares[block]).sum()
    }

    pub(super) fn holds(&self, hour: HourOfWeek) -> bool {
        self.blocks.contains(&block_of(hour))
    }

    /// How many weeks' worth of it a window has, given the window's [`hours_in_blocks`].
    pub(super) fn weeks_in(&self, hours: &[f64; BLOCKS]) -> f64 {
        let length = |block: usize| HOURS_A_BLOCK[block % BLOCKS_A_DAY];
        let all: f64 = self.blocks.iter().map(|&block| length(block)).sum();
        self.blocks.iter().map(|&block| hours[block] * length(block)).sum::<f64>() / all
    }
}

fn day_and_night() -> Vec<Shift> {
    let of = |id: &str, label: &str, days: &[usize], parts: [usize; 2]| {
        let blocks = days.iter().flat_map(|day| parts.map(|part| day * BLOCKS_A_DAY + part)).collect();
        Shift { id: id.to_owned(), label: label.to_owned(), blocks }
    };
    vec![
        of("weekday-day", "Monday to Friday, 07:00 to 19:00", &[0, 1, 2, 3, 4], [0, 1]),
        of("weekday-night", "Sunday to Thursday nights, 19:00 to 07:00", &[6, 0, 1, 2, 3], [2, 3]),
        of("weekend-day", "Saturday and Sunday, 07:00 to 19:00", &[5, 6], [0, 1]),
        of("weekend-night", "Friday and Saturday nights, 19:00 to 07:00", &[4, 5], [2, 3]),
    ]
}

fn three_shifts() -> Vec<Shift> {
    let parts: [(&str, &str, &[usize]); 3] = [
        ("early", "early, 07:00 to 15:00", &[0]),
        ("late", "late, 15:00 to 23:00", &[1, 2]),
        ("night", "night, 23:00 to 07:00", &[3]),
    ];
    let of = |(day, (slug, name)): (usize, (&str, &str))| {
        parts.map(|(part, hours, blocks)| Shift {
            id: format!("{slug}-{part}"),
            label: format!("{name} {hours}"),
            blocks: blocks.iter().map(|block| day * BLOCKS_A_DAY + block).collect(),
        })
    };
    DAYS.into_iter().enumerate().flat_map(of).collect()
}

/// The block that an hour of the week lies in; the hours before seven belong to the night before.
fn block_of(hour: HourOfWeek) -> usize {
    let (day, hour) = (usize::from(hour) / 24, usize::from(hour) % 24);
    match hour {
        0..7 => (day + 6) % 7 * BLOCKS_A_DAY + 3,
        7..15 => day * BLOCKS_A_DAY,
        15..19 => day * BLOCKS_A_DAY + 1,
        19..23 => day * BLOCKS_A_DAY + 2,
        _ => day * BLOCKS_A_DAY + 3,
    }
}

/// How many incidents a cell had in a block of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockCount {
    pub cell: u32,
    pub block: u8,
    pub count: u32,
}

/// When in the week the cells have their incidents, each drawn towards the county.
///
/// share of block b in cell i = (n_ib + κ p_b) / (n_i + κ): a Dirichlet prior with the county's shares p and the concentration κ that
/// makes the counts of all cells likeliest (Dirichlet-multinomial; Minka 2000, Estimating a Dirichlet distribution, section 3). A cell of
/// few incidents has the county's week, one of many its own.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftProfile {
    /// How it was learned, small enough for a header.
    pub prior: ShiftPrior,
    /// Ascending by cell and block.
    counts: Vec<BlockCount>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftPrior {
    /// Shares of the blocks, adding up to 1.
    pub county: Vec<f64>,
    pub concentration: f64,
    /// Incidents whose hour is known.
    pub incidents: u32,
}

impl ShiftProfile {
    /// Of the past's incidents whose hour is known; `None` where they are fewer than 30, or than a tenth of all: data of months have no
    /// shifts.
    pub fn of(past: Past<'_>) -> Option<Self> {
        let events = past.events();
        let mut county = [0.5; BLOCKS];
        let mut known = 0;
        let mut found = Vec::new();
        for event in 0..events.len() {
            let Some(hour) = events.hour_of_week(event) else { continue };
            let block = block_of(hour);
            known += 1;
            county[block] += 1.0;
            found.extend(events.cell(event).map(|cell| (cell as u32, block as u8)));
        }
        if !enough_hours(known as usize, events.len()) {
            return None;
        }
        let total: f64 = county.iter().sum();
        let county = county.map(|count| count / total);
        let counts = counted(found);
        let concentration = likeliest_concentration(&counts, &county);
        Some(Self { prior: ShiftPrior { county: county.to_vec(), concentration, incidents: known }, counts })
    }

    /// What [`counts`](Self::counts) and [`prior`](Self::prior) gave; `None` where they do not belong together.
    pub fn from_parts(prior: ShiftPrior, counts: Vec<BlockCount>) -> Option<Self> {
        let fits = prior.county.len() == BLOCKS && counts.iter().all(|entry| usize::from(entry.block) < BLOCKS);
        fits.then_some(Self { prior, counts })
    }

    /// Ascending by cell and block.
    pub fn counts(&self) -> &[BlockCount] {
        &self.counts
    }

    /// Each block's share of a cell's incidents in a window, given the window's [`hours_in_blocks`]; they add up to 1.
    pub fn block_shares(&self, cell: usize, hours: &[f64; BLOCKS]) -> [f64; BLOCKS] {
        let first = self.counts.partition_point(|entry| (entry.cell as usize) < cell);
        let own = self.counts[first..].iter().take_while(|entry| entry.cell as usize == cell);
        let concentration = self.prior.concentration;
        let mut shares: [f64; BLOCKS] = std::array::from_fn(|block| concentration * self.prior.county[block]);
        for entry in own {
            shares[usize::from(entry.block)] += f64::from(entry.count);
        }
        in_window(shares, hours)
    }

    /// The like of all cells together.
    pub fn county_block_shares(&self, hours: &[f64; BLOCKS]) -> [f64; BLOCKS] {
        in_window(std::array::from_fn(|block| self.prior.county[block]), hours)
    }
}

/// Whether the hours that are `known`, of `all` incidents, are enough to tell parts of the week apart.
pub(super) fn enough_hours(known: usize, all: usize) -> bool {
    known >= LEAST_INCIDENTS && known as f64 >= LEAST_KNOWN_FRACTION * all as f64
}

/// How often each block comes in a window, as a part of a week's: 1 for each in a window of seven days.
pub fn hours_in_blocks(window: TimeWindow, zone: &CivilZone) -> [f64; BLOCKS] {
    let mut hours = [0.0; BLOCKS];
    let starts = (0..).map(|hour| window.start() + hour * HOUR_S).take_while(|start| *start < window.end());
    for start in starts {
        let block = block_of(zone.hour_of_week(start));
        hours[block] += 1.0 / HOURS_A_BLOCK[block % BLOCKS_A_DAY];
    }
    hours
}

fn in_window(mut shares: [f64; BLOCKS], hours: &[f64; BLOCKS]) -> [f64; BLOCKS] {
    for (share, hours) in shares.iter_mut().zip(hours) {
        *share *= hours;
    }
    let total: f64 = shares.iter().sum();
    shares.map(|share| if total > 0.0 { share / total } else { 0.0 })
}

fn counted(mut found: Vec<(u32, u8)>) -> Vec<BlockCount> {
    found.sort_unstable();
    let runs = found.chunk_by(|one, next| one == next);
    runs.map(|run| BlockCount { cell: run[0].0, block: run[0].1, count: run.len() as u32 }).collect()
}

/// The concentration between [`LEAST`](LEAST_CONCENTRATION) and [`MOST_CONCENTRATION`] at which the cells' counts are likeliest, by
/// golden section over its logarithm.
fn likeliest_concentration(counts: &[BlockCount], county: &[f64; BLOCKS]) -> f64 {
    const STEPS: usize = 30;
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let likelihood = |log: f64| log_likelihood(counts, county, log.exp());
    let (mut low, mut high) = (LEAST_CONCENTRATION.ln(), MOST_CONCENTRATION.ln());
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_left, mut at_right) = (likelihood(left), likelihood(right));
    for _ in 0..STEPS {
        if at_left < at_right {
            (low, left, at_left) = (left, right, at_right);
            right = low + golden * (high - low);
            at_right = likelihood(right);
        } else {
            (high, right, at_right) = (right, left, at_left);
            left = high - golden * (high - low);
            at_left = likelihood(left);
        }
    }
    ((low + high) / 2.0).exp()
}

/// Below an incident a cell's own week is all that counts; above ten thousand it is the county's whatever the cell says.
const LEAST_CONCENTRATION: f64 = 1.0;
const MOST_CONCENTRATION: f64 = 10_000.0;

/// Σ over cells of ln Γ(κ) − ln Γ(n + κ) + Σ over blocks of ln Γ(n_b + κp_b) − ln Γ(κp_b), by sums of logarithms.
fn log_likelihood(counts: &[BlockCount], county: &[f64; BLOCKS], concentration: f64) -> f64 {
    let rising = |start: f64, count: u32| (0..count).map(|step| (start + f64::from(step)).ln()).sum::<f64>();
    let cells = counts.chunk_by(|one, next| one.cell == next.cell);
    let of_cell = |cell: &[BlockCount]| {
        let total = cell.iter().map(|entry| entry.count).sum();
        let blocks = cell.iter().map(|entry| rising(concentration * county[usize::from(entry.block)], entry.count));
        blocks.sum::<f64>() - rising(concentration, total)
    };
    cells.map(of_cell).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, zone};
    use crate::forecast::horizon::Horizon;

    fn week() -> [f64; BLOCKS] {
        hours_in_blocks(Horizon::Days(7).window(ORIGIN, &zone()), &zone())
    }

    #[test]
    fn shifts_are_the_week() {
        assert!(week().iter().all(|times| (times - 1.0).abs() < 1e-12));
        for scheme in ShiftScheme::ALL {
            let mut blocks: Vec<usize> = scheme.shifts().into_iter().flat_map(|shift| shift.blocks).collect();
            blocks.sort_unstable();
            assert_eq!(blocks, (0..BLOCKS).collect::<Vec<_>>(), "{}", scheme.slug());
        }
        // Saturday 02:00 is Friday's night, Sunday 23:00 Sunday's.
        let weekend_night = Shift::find("weekend-night").unwrap();
        assert!(weekend_night.blocks.contains(&block_of(5 * 24 + 2)));
        assert!(Shift::find("sun-night").unwrap().blocks.contains(&block_of(6 * 24 + 23)));
        assert_eq!(block_of(0), block_of(6 * 24 + 23), "Monday before seven is Sunday's night");
    }

    #[test]
    fn a_busy_cell_keeps_its_week_and_a_quiet_one_takes_the_countys() {
        // 2024-01-01 is a Monday. Cell 0 five times a day from 20:30 on, cells 1 to 40 at noon each day; cell 41 once at midnight.
        let mut events: Vec<(u32, f64)> =
            (0..300).map(|n| (0, 0.855 + 0.01 * f64::from(n % 5) - f64::from(1 + n / 5))).collect();
        events.extend((1..=40).flat_map(|cell| (1..20).map(move |day| (cell, 0.5 - f64::from(day)))));
        events.push((41, -1.0));
        let history = history(42, &events, 100);
        let profile = ShiftProfile::of(history.before(ORIGIN)).unwrap();
        let night = |cell| {
            let shares = profile.block_shares(cell, &week());
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let nights = ["weekday-night", "weekend-night"].map(|id| Shift::find(id).unwrap().share_of(&shares));
            nights.iter().sum::<f64>()
        };
        assert!(night(0) > 0.8, "{}", night(0));
        let county = profile.county_block_shares(&week());
        let county_night: f64 =
            [2, 3].iter().flat_map(|part| (0..7).map(move |day| day * 4 + part)).map(|b| county[b]).sum();
        assert!(night(41) > county_night && night(41) < night(0), "{} {county_night}", night(41));
        assert!(night(5) < county_night);
    }

    #[test]
    fn a_single_day_has_that_days_shifts_alone() {
        let events: Vec<(u32, f64)> = (1..60).map(|day| (0, 0.5 - f64::from(day))).collect();
        let profile = ShiftProfile::of(history(1, &events, 100).before(ORIGIN)).unwrap();
        let monday = hours_in_blocks(Horizon::Days(1).window(ORIGIN, &zone()), &zone());
        let shares = profile.block_shares(0, &monday);
        assert_eq!(Shift::find("tue-early").unwrap().share_of(&shares), 0.0);
        assert!(Shift::find("mon-early").unwrap().share_of(&shares) > 0.5);
    }

    #[test]
    fn alike_cells_are_drawn_together_and_unlike_ones_are_not() {
        let alike: Vec<_> =
            (0..50).flat_map(|cell| (0..2).map(move |block| BlockCount { cell, block, count: 10 })).collect();
        let unlike: Vec<_> = (0..50).map(|cell| BlockCount { cell, block: (cell % 2) as u8, count: 20 }).collect();
        let county = std::array::from_fn(|block| if block < 2 { 0.5 } else { 0.0 });
        assert!(likeliest_concentration(&alike, &county) > 1000.0);
        assert!(likeliest_concentration(&unlike, &county) < 5.0);
    }

    #[test]
    fn few_hours_make_no_week() {
        let few: Vec<(u32, f64)> = (1..20).map(|day| (0, -f64::from(day))).collect();
        assert_eq!(ShiftProfile::of(history(1, &few, 100).before(ORIGIN)), None);
        let prior = ShiftPrior { county: vec![1.0], concentration: 1.0, incidents: 1 };
        assert_eq!(ShiftProfile::from_parts(prior, Vec::new()), None);
    }
}
