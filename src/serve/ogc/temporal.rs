use jiff::Timestamp;
use jiff::civil::Date;

use super::features::Span;
use crate::serve::error::ApiError;
use crate::time::CivilZone;

/// The parameter `datetime`: a moment, or a span whose ends both belong to it and may be open. Seconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datetime {
    pub first: i64,
    pub last: i64,
}

impl Datetime {
    pub fn read(text: &str, zone: &CivilZone) -> Result<Self, ApiError> {
        let wrong = || {
            let said = "is not a date, a date-time (RFC 3339) or two of them as from/to, either of which may be ..";
            ApiError::parameter("datetime", format!("datetime: {text:?} {said}"))
        };
        let found = match text.split_once('/') {
            None => moment(text, zone),
            Some((from, to)) => {
                let is_open = |end: &str| end.is_empty() || end == "..";
                let open = Some(Self { first: i64::MIN, last: i64::MAX });
                let from = if is_open(from) { open } else { moment(from, zone) };
                let to = if is_open(to) { open } else { moment(to, zone) };
                from.zip(to).map(|(from, to)| Self { first: from.first, last: to.last })
            }
        };
        found.filter(|found| found.first <= found.last).ok_or_else(wrong)
    }

    /// Features without a time are never inside.
    pub fn admits(self, when: Option<Span>) -> bool {
        when.is_some_and(|span| span.start <= self.last && span.end > self.first)
    }
}

/// A moment, or the first and the last second of a civil day.
pub fn moment(text: &str, zone: &CivilZone) -> Option<Datetime> {
    if let Some(date) = plain_date(text) {
        // The last day of the calendar has no end.
        date.tomorrow().ok()?;
        let day = zone.day(date);
        return Some(Datetime { first: day.start(), last: day.end() - 1 });
    }
    // A plus sign that was not percent-encoded arrives as a space.
    let second = text.replace(' ', "+").parse::<Timestamp>().ok()?.as_second();
    Some(Datetime { first: second, last: second })
}

/// A date without a time: jiff would also read the date out of a date-time.
pub fn plain_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// How two spans of time lie, as CQL2 (Allen's algebra) names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeRelation {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl TimeRelation {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "t_after" => Self::After,
            "t_before" => Self::Before,
            "t_contains" => Self::Contains,
            "t_disjoint" => Self::Disjoint,
            "t_during" => Self::During,
            "t_equals" => Self::Equals,
            "t_finishedby" => Self::FinishedBy,
            "t_finishes" => Self::Finishes,
            "t_intersects" => Self::Intersects,
            "t_meets" => Self::Meets,
            "t_metby" => Self::MetBy,
            "t_overlappedby" => Self::OverlappedBy,
            "t_overlaps" => Self::Overlaps,
            "t_startedby" => Self::StartedBy,
            "t_starts" => Self::Starts,
            _ => return None,
        })
    }

    /// Source: OGC 21-065r2, table 11.
    pub fn holds(self, a: Datetime, b: Datetime) -> bool {
        let apart = a.last < b.first || a.first > b.last;
        match self {
            Self::After => a.first > b.last,
            Self::Before => a.last < b.first,
            Self::Contains => a.first < b.first && a.last > b.last,
            Self::Disjoint => apart,
            Self::During => a.first > b.first && a.last < b.last,
            Self::Equals => a == b,
            Self::FinishedBy => a.first < b.first && a.last == b.last,
            Self::Finishes => a.first > b.first && a.last == b.last,
            Self::Intersects => !apart,
            Self::Meets => a.last == b.first,
            Self::MetBy => a.first == b.last,
            Self::OverlappedBy => a.first > b.first && a.first < b.last && a.last > b.last,
            Self::Overlaps => a.first < b.first && a.last > b.first && a.last < b.last,
            Self::StartedBy => a.first == b.first && a.last > b.last,
            Self::Starts => a.first == b.first && a.last < b.last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_days_and_open_ends() {
        let zone = CivilZone::named("Europe/London").unwrap();
        let read = |text: &str| Datetime::read(text, &zone).unwrap();
        // A day in summer begins an hour before midnight UTC.
        assert_eq!(read("2024-07-01"), Datetime { first: 1_719_788_400, last: 1_719_788_400 + 86_399 });
        assert_eq!(read("2024-01-01T00:00:00Z"), Datetime { first: 1_704_067_200, last: 1_704_067_200 });
        assert_eq!(read("2024-01-01T01:00:00+01:00"), read("2024-01-01T00:00:00Z"));
        assert_eq!(read("2024-01-01/..").last, i64::MAX);
        assert_eq!(read("/2024-01-01"), Datetime { first: i64::MIN, last: 1_704_067_200 + 86_399 });
        for text in ["yesterday", "2024-02-30", "2024-02-01/2024-01-01", "2024-01-01T00:00:00", "a/b/c"] {
            assert!(Datetime::read(text, &zone).is_err(), "{text}");
        }
    }

    #[test]
    fn ends_count() {
        let window = Some(Span { start: 100, end: 200 });
        let between = |first, last| Datetime { first, last }.admits(window);
        assert!(between(0, 100) && between(199, 300) && between(150, 150));
        assert!(!between(0, 99) && !between(200, 300));
        assert!(!Datetime { first: 0, last: 9 }.admits(None));
    }

    #[test]
    fn relations_by_hand() {
        let span = |first, last| Datetime { first, last };
        assert!(TimeRelation::named("t_metBy").unwrap().holds(span(5, 9), span(1, 5)));
        assert!(
            TimeRelation::Overlaps.holds(span(1, 5), span(3, 9))
                && !TimeRelation::Overlaps.holds(span(1, 3), span(3, 9))
        );
        assert!(
            TimeRelation::During.holds(span(2, 3), span(1, 9)) && TimeRelation::Contains.holds(span(1, 9), span(2, 3))
        );
        assert_eq!(TimeRelation::named("t_never"), None);
    }
}
