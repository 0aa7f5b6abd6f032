use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;

use super::block::WeekBlock;
use super::table::{CheckedTimeOfDay, Resolution};
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::analysis::significance::pseudo_p;
use crate::index::Day;
use crate::time::HOURS_PER_WEEK;

/// A window that chance fills as much at least this often is none.
const SIGNIFICANT_P: f64 = 0.05;
const DAYS: usize = 7;
/// Where only days are known.
const MOST_DAYS: usize = 3;
const HOURS: usize = 24;

/// A block of the week that holds more incidents than its length explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeakWindow {
    pub block: WeekBlock,
    /// Aoristic sum of the incidents in it.
    pub incidents: f64,
    /// Of all incidents in the table, 0..=1.
    pub share_fraction: f64,
    /// Of the 168 hours, 0..=1.
    pub week_fraction: f64,
    /// How often incidents that come evenly over what the windows before it leave of the week have a window as crowded: (M + 1) / (R + 1).
    pub p: f64,
}

impl PeakWindow {
    /// How many times as many incidents an hour it holds as the week: share over share of the week.
    pub fn lift(&self) -> f64 {
        self.share_fraction / self.week_fraction
    }
}

/// The blocks of the week in which incidents crowd, the most surprising first.
///
/// A block is the same hours on consecutive days, any of 7 × 7 × 24 × 24 that has at most `most_hours` hours of the week (whole days: at
/// most three) and more incidents an hour than the whole week. Of all such blocks it takes the one with the greatest log likelihood
/// ratio of a Poisson scan,
///
/// LLR = c ln(c / e) + (N - c) ln((N - c) / (N - e)), for c > e, with e = N × hours of the block / hours,
///
/// where c of the N incidents lie in it: this weighs how crowded a block is against how many incidents it explains, so that a single
/// hour does not win by itself; the bound keeps it to what can be staffed. Ties go to the shorter block, then to the earlier. The next window is sought in the
/// same way among the blocks that share no hour with those found, with their incidents and hours left out, until one is no longer
/// significant (p over 0.05) or there are as many as asked for.
///
/// `hours` are aoristic sums from Monday 00:00, each ≥ 0; with [`Resolution::Day`] only whole days are blocks. What returns has at most
/// `parameters` windows; none without incidents. p is of `replicas` random weeks of round(N) incidents, each in an hour of its own at
/// random: since aoristic shares are smoother than that, p errs on the careful side. Cost: about 30,000 sums a replica.
///
/// Source: Kulldorff M (1997), A spatial scan statistic, doi:10.1080/03610929708831995, on the circle of the week; the following
/// windows as Zhang Z, Assunção R, Kulldorff M (2010), Spatial scan statistics adjusted for multiple clusters, doi:10.1155/2010/642379.
pub fn peak_windows(
    hours: &[f64; HOURS_PER_WEEK],
    resolution: Resolution,
    parameters: &CheckedTimeOfDay,
    progress: &Progress,
) -> Result<Vec<PeakWindow>, Cancelled> {
    progress.begin((parameters.most_windows() * parameters.replicas()) as u64);
    let all: f64 = hours.iter().sum();
    let blocks = Blocks::of(resolution, parameters.most_hours(), all / HOURS_PER_WEEK as f64);
    let (mut left, mut open) = (*hours, [true; HOURS_PER_WEEK]);
    let mut windows = Vec::new();
    while windows.len() < parameters.most_windows() {
        let Some(found) = scan(&left, &open, &blocks) else { break };
        let p = chance(found.ratio, &left, &open, &blocks, parameters, progress, windows.len())?;
        if p > SIGNIFICANT_P {
            break;
        }
        windows.push(PeakWindow {
            block: found.block,
            incidents: found.incidents,
            share_fraction: found.incidents / all,
            week_fraction: found.block.hours() as f64 / HOURS_PER_WEEK as f64,
            p,
        });
        for hour in found.block.hours_of_week() {
            (left[hour], open[hour]) = (0.0, false);
        }
    }
    Ok(windows)
}

struct Found {
    block: WeekBlock,
    incidents: f64,
    ratio: f64,
}

/// The blocks that are windows at all.
struct Blocks {
    /// (days, hours), the smaller first.
    sizes: Vec<(usize, usize)>,
    /// Incidents an hour that a window has more of.
    least: f64,
}

impl Blocks {
    fn of(resolution: Resolution, most_hours: usize, least: f64) -> Self {
        let (shortest, most_hours) = match resolution {
            Resolution::Hour => (1, most_hours),
            Resolution::Day => (HOURS, MOST_DAYS * HOURS),
        };
        let all = (1..=DAYS).flat_map(|days| (shortest..=HOURS).map(move |hours| (days, hours)));
        let mut sizes: Vec<(usize, usize)> = all.filter(|&(days, hours)| days * hours <= most_hours).collect();
        sizes.sort_by_key(|&(days, hours)| days * hours);
        Self { sizes, least }
    }
}

/// The block of open hours with the greatest likelihood ratio; `None` where none has more than its part.
fn scan(hours: &[f64; HOURS_PER_WEEK], open: &[bool; HOURS_PER_WEEK], blocks: &Blocks) -> Option<Found> {
    let all: f64 = hours.iter().sum();
    let open_hours = open.iter().filter(|&&open| open).count();
    let sums = Sums::of(hours, open);
    let mut best: Option<Found> = None;
    for &(days, length) in &blocks.sizes {
        let size = days * length;
        let Some((first_day, first_hour, incidents)) = sums.fullest(days, length) else { continue };
        if incidents <= blocks.least * size as f64 {
            continue;
        }
        let ratio = likelihood_ratio(incidents, all * size as f64 / open_hours as f64, all);
        if best.as_ref().map_or(ratio > 0.0, |best| ratio > best.ratio) {
            let block = WeekBlock::new(Day::ALL[first_day], days as u8, first_hour as u8, length as u8)
                .expect("sizes and starts are those of a week");
            best = Some(Found { block, incidents, ratio });
        }
    }
    best
}

/// Running sums over two weeks, so that a block that goes over Sunday midnight is one difference.
struct Sums {
    incidents: [f64; 2 * HOURS_PER_WEEK + 1],
    closed: [usize; 2 * HOURS_PER_WEEK + 1],
}

impl Sums {
    fn of(hours: &[f64; HOURS_PER_WEEK], open: &[bool; HOURS_PER_WEEK]) -> Self {
        let mut sums = Self { incidents: [0.0; 2 * HOURS_PER_WEEK + 1], closed: [0; 2 * HOURS_PER_WEEK + 1] };
        for at in 0..2 * HOURS_PER_WEEK {
            sums.incidents[at + 1] = sums.incidents[at] + hours[at % HOURS_PER_WEEK];
            sums.closed[at + 1] = sums.closed[at] + usize::from(!open[at % HOURS_PER_WEEK]);
        }
        sums
    }

    /// (first day, first hour, incidents) of the block of this size with the most incidents, all its hours open.
    fn fullest(&self, days: usize, length: usize) -> Option<(usize, usize, f64)> {
        let first_hours = if length == HOURS { 1 } else { HOURS };
        let first_days = if days == DAYS { 1 } else { DAYS };
        let mut best: Option<(usize, usize, f64)> = None;
        for first_hour in 0..first_hours {
            let a_day: [(f64, usize); DAYS] = std::array::from_fn(|day| {
                let (from, to) = (day * HOURS + first_hour, day * HOURS + first_hour + length);
                (self.incidents[to] - self.incidents[from], self.closed[to] - self.closed[from])
            });
            for first_day in 0..first_days {
                let of_block = (first_day..first_day + days).map(|day| a_day[day % DAYS]);
                let (incidents, closed) = of_block.fold((0.0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
                if closed == 0 && best.is_none_or(|best| incidents > best.2) {
                    best = Some((first_day, first_hour, incidents));
                }
            }
        }
        best
    }
}

/// 0 where there are no more than expected.
fn likelihood_ratio(count: f64, expected: f64, all: f64) -> f64 {
    if count <= expected {
        return 0.0;
    }
    let rest = all - count;
    let outside = if rest > 0.0 { rest * (rest / (all - expected)).ln() } else { 0.0 };
    count * (count / expected).ln() + outside
}

/// The part of random weeks whose best block is at least as surprising; `round` keeps the random numbers of each window apart.
fn chance(
    ratio: f64,
    hours: &[f64; HOURS_PER_WEEK],
    open: &[bool; HOURS_PER_WEEK],
    blocks: &Blocks,
    parameters: &CheckedTimeOfDay,
    progress: &Progress,
    round: usize,
) -> Result<f64, Cancelled> {
    let incidents = hours.iter().sum::<f64>().round() as u64;
    let replicas = parameters.replicas();
    let first = (round * replicas) as u64;
    let as_extreme: Vec<bool> = (0..replicas as u64)
        .into_par_iter()
        .map(|replica| {
            progress.advance(1)?;
            let week = random_week(incidents, open, parameters.seed(), first + replica);
            Ok(scan(&week, open, blocks).is_some_and(|found| found.ratio >= ratio))
        })
        .collect::<Result<_, Cancelled>>()?;
    Ok(pseudo_p(as_extreme.into_iter().filter(|&extreme| extreme).count(), replicas))
}

/// `incidents` strewn evenly over the open hours: one binomial draw an hour, given those before it.
fn random_week(incidents: u64, open: &[bool; HOURS_PER_WEEK], seed: u64, replica: u64) -> [f64; HOURS_PER_WEEK] {
    let mut rng = replica_rng(seed, replica);
    let mut week = [0.0; HOURS_PER_WEEK];
    let mut left = incidents;
    let mut hours_left = open.iter().filter(|&&open| open).count();
    for (hour, _) in open.iter().enumerate().filter(|&(_, &open)| open) {
        let one =
            Binomial::new(left, 1.0 / hours_left as f64).expect("one of at least one hour has a chance from 0 to 1");
        let here = one.sample(&mut rng);
        week[hour] = here as f64;
        left -= here;
        hours_left -= 1;
    }
    week
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, proptest};

    use super::*;
    use crate::analysis::time_of_day::TimeOfDayParameters;

    fn parameters() -> CheckedTimeOfDay {
        TimeOfDayParameters { replicas: 199, ..TimeOfDayParameters::default() }.check().unwrap()
    }

    fn windows(hours: &[f64; HOURS_PER_WEEK]) -> Vec<PeakWindow> {
        peak_windows(hours, Resolution::Hour, &parameters(), &Progress::new()).unwrap()
    }

    fn blocks(week: &[f64; HOURS_PER_WEEK]) -> Blocks {
        Blocks::of(Resolution::Hour, 20, week.iter().sum::<f64>() / HOURS_PER_WEEK as f64)
    }

    /// 1 an hour, and 20 in each hour of Fri and Sat 21:00 to 02:00: 200 + 158 incidents.
    fn nights() -> [f64; HOURS_PER_WEEK] {
        let mut hours = [1.0; HOURS_PER_WEEK];
        WeekBlock::new(Day::Friday, 2, 21, 5).unwrap().hours_of_week().for_each(|hour| hours[hour] = 20.0);
        hours
    }

    #[test]
    fn two_nights_by_hand() {
        let found = windows(&nights());
        assert_eq!(found.len(), 1, "the rest is even");
        let peak = found[0];
        assert_eq!(peak.block.to_string(), "Fri to Sat 21:00 to 02:00");
        assert!(
            (peak.share_fraction - 200.0 / 358.0).abs() < 1e-12 && (peak.week_fraction - 10.0 / 168.0).abs() < 1e-12
        );
        assert!((peak.lift() - 200.0 / 358.0 * 16.8).abs() < 1e-12);
        assert_eq!(peak.p, 1.0 / 200.0);
    }

    #[test]
    fn a_second_window_keeps_clear_of_the_first() {
        let mut hours = nights();
        WeekBlock::new(Day::Monday, 5, 15, 3).unwrap().hours_of_week().for_each(|hour| hours[hour] = 6.0);
        let found: Vec<String> = windows(&hours).iter().map(|window| window.block.to_string()).collect();
        assert_eq!(found, ["Fri to Sat 21:00 to 02:00", "Mon to Fri 15:00 to 18:00"]);
    }

    /// Once the crowded hours are taken, what is left is no peak: a window has more than the week.
    #[test]
    fn every_window_is_above_the_week() {
        let mut hours = [1.0; HOURS_PER_WEEK];
        for day in 0..DAYS {
            hours[day * HOURS + 8..day * HOURS + 12].fill(30.0);
            hours[day * HOURS + 12..day * HOURS + 24].fill(60.0);
        }
        let found = windows(&hours);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|window| window.lift() > 1.0 && window.block.hours() <= 20), "{found:?}");
    }

    #[test]
    fn nothing_and_evenness_have_no_peak() {
        assert_eq!(windows(&[0.0; HOURS_PER_WEEK]), []);
        assert_eq!(windows(&[3.0; HOURS_PER_WEEK]), []);
        let mut one = [0.0; HOURS_PER_WEEK];
        one[50] = 1.0;
        assert_eq!(windows(&one), [], "one incident is in some hour");
        one[50] = 9.0;
        assert_eq!(windows(&one)[0].block.hours(), 1);
    }

    #[test]
    fn days_alone() {
        let mut hours = [1.0; HOURS_PER_WEEK];
        hours[120..168].fill(4.0);
        let found = peak_windows(&hours, Resolution::Day, &parameters(), &Progress::new()).unwrap();
        assert_eq!(found[0].block.to_string(), "Sat to Sun");
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let of = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let week = random_week(40, &[true; HOURS_PER_WEEK], 7, 0);
                chance(4.0, &week, &[true; HOURS_PER_WEEK], &blocks(&week), &parameters(), &Progress::new(), 0).unwrap()
            })
        };
        assert_eq!(of(1).to_bits(), of(2).to_bits());
        assert_eq!(of(1).to_bits(), of(8).to_bits());
        assert!((0.05..0.95).contains(&of(1)));
    }

    #[test]
    fn a_cancelled_search_ends() {
        let progress = Progress::new();
        progress.cancel();
        assert_eq!(peak_windows(&nights(), Resolution::Hour, &parameters(), &progress), Err(Cancelled));
    }

    proptest! {
        /// Turning the week by whole days turns the block with it, and no block beats the one found.
        #[test]
        fn turns_with_the_week(values in prop::collection::vec(0..9_u32, HOURS_PER_WEEK), days in 1..7_usize) {
            let week: [f64; HOURS_PER_WEEK] = std::array::from_fn(|hour| f64::from(values[hour]));
            let turned: [f64; HOURS_PER_WEEK] = std::array::from_fn(|hour| week[(hour + days * HOURS) % HOURS_PER_WEEK]);
            let open = [true; HOURS_PER_WEEK];
            let blocks = blocks(&week);
            let (found, other) = (scan(&week, &open, &blocks), scan(&turned, &open, &blocks));
            let ratio = |found: &Option<Found>| found.as_ref().map_or(0.0, |found| found.ratio);
            prop_assert!((ratio(&found) - ratio(&other)).abs() < 1e-9);
            let all: f64 = week.iter().sum();
            for size in 1..=20 {
                for first in 0..HOURS_PER_WEEK {
                    let count: f64 = (first..first + size).map(|hour| week[hour % HOURS_PER_WEEK]).sum();
                    prop_assert!(likelihood_ratio(count, all * size as f64 / 168.0, all) <= ratio(&found) + 1e-9);
                }
            }
        }
    }
}
