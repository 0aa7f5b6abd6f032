use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::event::{Agency, Class, Event, Spot};
use crate::time::CivilZone;

const YEAR_S: i64 = 365 * 86_400;

/// Marks what happened where something of the same kind had happened within a year before.
pub(super) fn mark_repeats(events: &mut [Event]) {
    let mut last: FxHashMap<u32, i64> = FxHashMap::default();
    for event in events.iter_mut().filter(|event| matches!(event.class, Class::Asb(_))) {
        let Spot::Address(address) = event.spot else { continue };
        let start = event.when.start();
        event.repeat = last.insert(address, start).is_some_and(|before| start - before <= YEAR_S);
    }
}

/// Numbers the logs: the police's incidents by the day, all others by the year.
pub(super) fn number(events: &mut [Event], zone: &CivilZone) {
    let mut counters: FxHashMap<(Agency, bool, Date), u32> = FxHashMap::default();
    for event in events {
        let date = zone.civil(event.when.start()).date();
        let is_crime = matches!(event.class, Class::Crime(_));
        let daily = event.agency == Agency::Police && !is_crime;
        let page = if daily { date } else { date.first_of_year() };
        let counter = counters.entry((event.agency, is_crime, page)).or_default();
        *counter += 1;
        event.number = *counter;
    }
}
