use crate::forecast::past::Past;
use crate::space::Planar;

/// A fit sees at most so many days before its origin: what triggers changes, and pairs grow with the square of what is remembered.
const FIT_DAYS: f64 = 1095.0;
/// An incident that is known no better than this can neither trigger nor be triggered: a month has no order.
const KNOWN_DAYS: f32 = 3.0;

/// Incidents whose day is known, of the last years before an origin, by their day.
#[derive(Clone, Debug)]
pub(super) struct Timed {
    /// Which event of the past each is.
    pub event: Vec<u32>,
    pub at: Vec<Planar>,
    /// Days since the window began.
    pub day: Vec<f64>,
    pub days: f64,
    /// Days of the window that the data speak of.
    pub covered_days: f64,
}

/// Whether an event can trigger at all.
pub(super) fn is_timed(past: Past<'_>, event: usize) -> bool {
    past.events().window_days()[event] <= KNOWN_DAYS && past.events().weight()[event] > 0.0
}

impl Timed {
    pub fn of(past: Past<'_>) -> Self {
        Self::of_events(past, |_| true)
    }

    pub fn of_events(past: Past<'_>, wanted: impl Fn(usize) -> bool) -> Self {
        let (events, days) = (past.events(), FIT_DAYS.min(past.days()));
        let begin = past.origin_day() - days;
        let is_in = |event: &u32| {
            let event = *event as usize;
            events.middle_day()[event] >= begin && is_timed(past, event) && wanted(event)
        };
        let mut event: Vec<u32> = (0..events.len() as u32).filter(is_in).collect();
        event.sort_by(|a, b| events.middle_day()[*a as usize].total_cmp(&events.middle_day()[*b as usize]));
        Self {
            at: event.iter().map(|&event| events.at()[event as usize]).collect(),
            day: event.iter().map(|&event| events.middle_day()[event as usize] - begin).collect(),
            event,
            days,
            covered_days: past.covered_days(days),
        }
    }

    pub fn len(&self) -> usize {
        self.event.len()
    }
}
