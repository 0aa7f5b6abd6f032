use super::clock::Clock;
use super::moment::{Moment, read_by_pattern, read_iso};
use super::number::{parse_decimal, parse_whole};
use super::plan::{Plan, StartColumns};
use crate::ingest::profile::{EndRule, Resolution};
use crate::ingest::reject::{Fault, Reason};
use crate::ingest::table::Fields;
use crate::time::TimeWindow;

/// 1950-01-01T00:00Z; the columns of incidents begin there.
const EARLIEST_S: i64 = -631_152_000;

/// Reads the times of rows into windows.
#[derive(Debug)]
pub struct WhenReader {
    clock: Clock,
    /// The first second that lies in the future.
    future_s: i64,
    /// Position of the pattern that fitted last.
    last_pattern: usize,
    joined: String,
}

impl WhenReader {
    pub fn new(clock: Clock, future_s: i64) -> Self {
        Self { clock, future_s, last_pattern: 0, joined: String::new() }
    }

    /// The window of a row: from its start to its end or over its duration, where it has one; else what its start stands for.
    pub fn window(&mut self, plan: &Plan, fields: &Fields<'_>) -> Result<TimeWindow, Fault> {
        let start = self.start(plan, fields)?;
        let alone = self.checked_window(&start)?;
        if let Some(column) = plan.when.end {
            let text = fields.get(column);
            if !plan.profile.format.is_missing(text) {
                return self.until(plan, text, alone);
            }
        }
        if let Some(column) = plan.when.duration {
            let text = fields.get(column);
            if !plan.profile.format.is_missing(text) {
                return lasting(plan, text, alone);
            }
        }
        Ok(alone)
    }

    /// The first second of the start's month, day or whatever `coarsest` names.
    pub fn start_no_finer_than(
        &mut self,
        plan: &Plan,
        fields: &Fields<'_>,
        coarsest: Resolution,
    ) -> Result<i64, Fault> {
        let start = self.start(plan, fields)?.no_finer_than(coarsest);
        Ok(self.checked_window(&start)?.start())
    }

    fn until(&mut self, plan: &Plan, text: &str, alone: TimeWindow) -> Result<TimeWindow, Fault> {
        let end = self.moment(plan, text)?;
        let last = self.checked_window(&end)?;
        let end_s = match plan.profile.time.end {
            EndRule::Inclusive => last.end(),
            EndRule::Exclusive if last.start() == alone.start() => alone.end(),
            EndRule::Exclusive => last.start(),
        };
        let before = || Fault::new(Reason::EndBeforeStart, format!("the end {text:?} lies before the start"));
        TimeWindow::new(alone.start(), end_s).map_err(|_| before())
    }

    fn checked_window(&mut self, moment: &Moment) -> Result<TimeWindow, Fault> {
        let date = || format!("{:04}-{:02}-{:02}", moment.year, moment.month, moment.day);
        let window = self.clock.window(moment).ok_or_else(|| Fault::new(Reason::ImpossibleDate, date()))?;
        if window.start() < EARLIEST_S {
            return Err(Fault::new(Reason::DateBefore1950, date()));
        }
        if window.start() >= self.future_s {
            return Err(Fault::new(Reason::FutureDate, date()));
        }
        Ok(window)
    }

    fn start(&mut self, plan: &Plan, fields: &Fields<'_>) -> Result<Moment, Fault> {
        let moment = match plan.when.start {
            StartColumns::One(column) => self.moment(plan, fields.get(column))?,
            StartColumns::DateAndTime { date, time } => {
                let (date, time) = (fields.get(date), time.map_or("", |time| fields.get(time)));
                if plan.profile.format.is_missing(time) {
                    self.moment(plan, date)?
                } else {
                    let mut joined = std::mem::take(&mut self.joined);
                    joined.clear();
                    joined.extend([date, " ", time]);
                    let read = self.moment(plan, &joined);
                    self.joined = joined;
                    read?
                }
            }
            StartColumns::Parts { year, month, day, hour, minute } => {
                parts(plan, fields, [Some(year), Some(month), day, hour, minute])?
            }
        };
        let rule = plan.when.date_only.zip(plan.profile.time.date_only_when.as_ref());
        let date_only = rule.is_some_and(|(column, rule)| fields.get(column).eq_ignore_ascii_case(&rule.value));
        Ok(if date_only { moment.no_finer_than(Resolution::Day) } else { moment })
    }

    fn moment(&mut self, plan: &Plan, text: &str) -> Result<Moment, Fault> {
        if plan.profile.format.is_missing(text) {
            return Err(Fault::new(Reason::MissingDate, "the date is empty"));
        }
        let patterns = &plan.profile.time.formats;
        let read = if patterns.is_empty() { read_iso(text) } else { self.by_patterns(patterns, text) };
        match read {
            Ok(moment) => Ok(moment.no_finer_than(plan.profile.time.resolution)),
            Err(reason) => Err(Fault::new(reason, format!("date {text:?}"))),
        }
    }

    /// The pattern that fitted the row before is tried first.
    fn by_patterns(&mut self, patterns: &[String], text: &str) -> Result<Moment, Reason> {
        let mut worst = Reason::UnreadableDate;
        for turn in 0..patterns.len() {
            let position = (self.last_pattern + turn) % patterns.len();
            match read_by_pattern(text, &patterns[position]) {
                Ok(moment) => {
                    self.last_pattern = position;
                    return Ok(moment);
                }
                Err(Reason::ImpossibleDate) => worst = Reason::ImpossibleDate,
                Err(_) => {}
            }
        }
        Err(worst)
    }
}

/// Year, month, day, hour and minute in columns of their own; the first that is empty ends what is known.
fn parts(plan: &Plan, fields: &Fields<'_>, columns: [Option<usize>; 5]) -> Result<Moment, Fault> {
    let mut values = [0, 1, 1, 0, 0];
    let mut known = 0;
    for (value, column) in values.iter_mut().zip(columns) {
        let Some(text) = column.map(|column| fields.get(column)).filter(|text| !plan.profile.format.is_missing(text))
        else {
            break;
        };
        *value = parse_whole(text).ok_or_else(|| Fault::new(Reason::BadNumber, format!("part of a date {text:?}")))?;
        known += 1;
    }
    let resolution = match known {
        0 => return Err(Fault::new(Reason::MissingDate, "the year is empty")),
        1 => Resolution::Year,
        2 => Resolution::Month,
        3 => Resolution::Day,
        4 => Resolution::Hour,
        _ => Resolution::Minute,
    };
    let [year, month, day, hour, minute] = values;
    Moment::new([year, month, day], [hour, minute, 0], None, resolution)
        .map_err(|reason| Fault::new(reason, format!("{year}-{month}-{day} {hour}:{minute}")))
        .map(|moment| moment.no_finer_than(plan.profile.time.resolution))
}

/// From the start on for as long as `text` says; a duration of nothing is the start's own window.
fn lasting(plan: &Plan, text: &str, alone: TimeWindow) -> Result<TimeWindow, Fault> {
    let bad = || Fault::new(Reason::BadNumber, format!("duration {text:?}"));
    let number = parse_decimal(text, plan.profile.format.decimal).ok_or_else(bad)?;
    let seconds = (number * plan.profile.time.duration_unit_s).round();
    if seconds < 0.0 {
        return Err(Fault::new(Reason::EndBeforeStart, format!("the duration {text:?} is negative")));
    }
    if seconds > f64::from(u32::MAX) {
        return Err(bad());
    }
    TimeWindow::new(alone.start(), alone.end().max(alone.start() + seconds as i64)).map_err(|_| bad())
}
