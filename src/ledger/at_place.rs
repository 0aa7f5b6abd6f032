use super::header::Header;
use super::record::{SeriesRecord, Verdict};
use super::view::{Surface, View};
use super::why::{Reason, reasons};
use super::words::{period_in_words, top_in_words};
use crate::analysis::finding::{Finding, percent};
use crate::forecast::{Shift, ShiftScheme};

/// What a forecast says of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct AtPlace {
    pub row: usize,
    /// Expected incidents, of the period or of the shift that was asked for.
    pub expected: f64,
    /// The 80 % predictive interval.
    pub low: u32,
    pub high: u32,
    pub at_least_one_fraction: f64,
    /// 1 has most.
    pub rank: u32,
    pub top_fraction: f64,
    pub plain: f64,
    pub plain_rank: u32,
    pub plain_top_fraction: f64,
    /// Every plain count, by name.
    pub plain_counts: Vec<(String, f64)>,
    /// They add up to what is expected.
    pub reasons: Vec<Reason>,
    /// Of the week's shifts, scheme by scheme; `None` where the data told no hours.
    pub shifts: Option<Vec<ShiftAtPlace>>,
}

/// One shift's part of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftAtPlace {
    pub scheme: ShiftScheme,
    pub shift: Shift,
    pub expected: f64,
    /// Of the cell's period.
    pub share_fraction: f64,
    /// The same of all cells together.
    pub county_share_fraction: f64,
}

impl View {
    /// What is said of the cell of row `row`; `surface` is that of `shift`.
    pub fn at(&self, row: usize, surface: &Surface, shift: Option<&Shift>) -> AtPlace {
        let (header, numbers) = (&self.content().header, &self.content().numbers);
        let (predictive, expected) = (header.predictive(), f64::from(surface.expected[row]));
        let (low, high) = predictive.interval_80(expected);
        let fractions = shift.and_then(|shift| self.shift_fractions(row, shift));
        let (own, county) = fractions.unwrap_or((1.0, 1.0));
        let mut reasons = reasons(self.content(), row);
        reasons.iter_mut().for_each(|reason| reason.expected *= own);
        AtPlace {
            row,
            expected,
            low,
            high,
            at_least_one_fraction: predictive.at_least_one_fraction(expected),
            rank: surface.ranks.rank[row],
            top_fraction: surface.ranks.top_fraction(row),
            plain: f64::from(surface.plain[row]),
            plain_rank: surface.plain_ranks.rank[row],
            plain_top_fraction: surface.plain_ranks.top_fraction(row),
            plain_counts: numbers
                .plain
                .iter()
                .map(|(name, risk)| (name.clone(), county * f64::from(risk[row])))
                .collect(),
            reasons,
            shifts: self.shifts_at(row),
        }
    }

    fn shifts_at(&self, row: usize) -> Option<Vec<ShiftAtPlace>> {
        let risk = f64::from(self.content().numbers.risk[row]);
        let all =
            ShiftScheme::ALL.into_iter().flat_map(|scheme| scheme.shifts().into_iter().map(move |it| (scheme, it)));
        let of = |(scheme, shift): (ShiftScheme, Shift)| {
            let (share_fraction, county_share_fraction) = self.shift_fractions(row, &shift)?;
            Some(ShiftAtPlace { scheme, shift, expected: risk * share_fraction, share_fraction, county_share_fraction })
        };
        all.map(of).collect()
    }
}

impl AtPlace {
    /// What it says in words; `shift` as it was asked for, `series` the forecast's record so far.
    pub fn reading(
        &self,
        header: &Header,
        shift: Option<&Shift>,
        is_replay: bool,
        series: Option<&SeriesRecord>,
    ) -> Finding {
        let period = period_in_words(header.origin, header.ends);
        let in_shift = shift.map_or(String::new(), |shift| format!(" ({})", shift.label));
        let range = if self.low == self.high {
            format!("most likely {}", self.low)
        } else {
            format!("in four of five such cells {} to {}", self.low, self.high)
        };
        let why = match self.reasons.first() {
            Some(first) if first.expected > 0.0 => {
                format!(" {} of it comes from {}: {}.", percent(first.share_fraction), noun(first), first.words)
            }
            _ => String::new(),
        };
        let statement = format!(
            "{} incidents are expected here, {period}{in_shift}, {range}: {}.{why}",
            decimal(self.expected),
            top_in_words(self.top_fraction)
        );
        Finding { statement, caveat: caveat(is_replay, series) }
    }
}

/// "About 1.8", "Fewer than 0.05".
fn decimal(expected: f64) -> String {
    if expected < 0.05 { "Fewer than 0.05".to_owned() } else { format!("About {expected:.1}") }
}

fn noun(reason: &Reason) -> String {
    reason.part.label().to_lowercase()
}

fn caveat(is_replay: bool, series: Option<&SeriesRecord>) -> String {
    let verdict = series.and_then(|series| series.coverages.first()).map(|coverage| coverage.verdict);
    if is_replay {
        return "This is a replay, made after its period had begun: it shows what would have been said.".to_owned();
    }
    match verdict {
        Some(Verdict::Ahead) => {
            "Only what was reported is counted; a place that is patrolled is also a place where more is found."
                .to_owned()
        }
        Some(Verdict::Behind) => "So far a plain count has done better than these forecasts.".to_owned(),
        Some(Verdict::Level) => "So far these forecasts are not shown to be better than a plain count.".to_owned(),
        Some(Verdict::TooFew) | None => {
            "These forecasts have no record yet: it is not known whether they beat a plain count.".to_owned()
        }
    }
}
