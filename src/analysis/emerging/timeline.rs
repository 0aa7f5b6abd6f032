use super::parameters::LEAST_PERIODS;
use crate::index::{Filter, Index, Selection};
use crate::time::{PeriodLength, Periods, TimeWindow};

/// A week, with the hour that a change of clocks adds.
const WEEK_S: i64 = 7 * 86_400 + 3600;
/// A class by trend is worth little with fewer periods; shorter ones are chosen before that.
const ENOUGH_PERIODS: usize = LEAST_PERIODS + 4;

/// The whole periods of one length inside the time that the incidents are chosen from: the filter's dates, or those of the data.
///
/// Unfinished periods at either end are left out: a week that has just begun would look like a fall. `None` without incidents.
pub fn whole_periods(index: &Index, filter: &Filter, length: PeriodLength) -> Option<Periods> {
    let (span, zone) = (index.incidents().span()?, index.incidents().zone());
    let last = zone.civil(span.end() - 1).date();
    let (start, end) =
        (zone.day_start(zone.civil(span.start()).date()), zone.day_start(last.tomorrow().unwrap_or(last)));
    let start = filter.from.map_or(start, |date| zone.day_start(date).max(start));
    let end = filter.to.map_or(end, |date| zone.day_start(date).min(end));
    Some(Periods::within(TimeWindow::new(start, end).ok()?, length, zone))
}

/// The longest periods of which there are a dozen: months, else weeks, else days; months also where most of the selected incidents
/// are known to no better than that.
pub fn default_length(index: &Index, selection: &Selection, filter: &Filter) -> PeriodLength {
    let incidents = index.incidents();
    let vague = selection.rows().filter(|&row| incidents.when(row).seconds() > WEEK_S).count();
    if 2 * vague > selection.len() {
        return PeriodLength::Month;
    }
    let is_enough =
        |length: &PeriodLength| whole_periods(index, filter, *length).is_some_and(|it| it.len() >= ENOUGH_PERIODS);
    [PeriodLength::Month, PeriodLength::Week].into_iter().find(is_enough).unwrap_or(PeriodLength::Day)
}
