use crate::incident::{Incident, Precision, Provenance};

/// An incident's small facts in one number, as the database keeps it.
///
/// From the lowest bit: precision 2, provenance 3, attended 2 (0 not said, 1 no, 2 yes), repeat 1, vulnerable 1. The order
/// within each is part of the file format: the test below pins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Status(u16);

const PRECISIONS: [Precision; 4] = [Precision::None, Precision::Area, Precision::MapPoint, Precision::Exact];
const PROVENANCES: [Provenance; 5] =
    [Provenance::Unknown, Provenance::PublicReport, Provenance::OfficerFound, Provenance::Partner, Provenance::Sensor];

impl Status {
    pub(super) fn of(incident: &Incident<'_>) -> Self {
        let precision = match incident.precision {
            Precision::None => 0,
            Precision::Area => 1,
            // The file format knows no cells; to a source they are what map points are.
            Precision::Cell | Precision::MapPoint => 2,
            Precision::Exact => 3,
        };
        let provenance = match incident.provenance {
            Provenance::Unknown => 0,
            Provenance::PublicReport => 1,
            Provenance::OfficerFound => 2,
            Provenance::Partner => 3,
            Provenance::Sensor => 4,
        };
        let attended = incident.attended.map_or(0, |went| 1 + u16::from(went));
        let flags = u16::from(incident.repeat) | u16::from(incident.vulnerable) << 1;
        Self(precision | provenance << 2 | attended << 5 | flags << 7)
    }

    /// `None` for a number that no version has written.
    pub(super) fn read(number: i64) -> Option<Self> {
        let status = Self(u16::try_from(number).ok()?);
        let known = number < 1 << 9 && (status.0 >> 5 & 3) < 3 && usize::from(status.0 >> 2 & 7) < PROVENANCES.len();
        known.then_some(status)
    }

    pub(super) fn number(self) -> u16 {
        self.0
    }

    pub(super) fn precision(self) -> Precision {
        PRECISIONS[usize::from(self.0 & 3)]
    }

    pub(super) fn provenance(self) -> Provenance {
        PROVENANCES[usize::from(self.0 >> 2 & 7)]
    }

    pub(super) fn attended(self) -> Option<bool> {
        match self.0 >> 5 & 3 {
            0 => None,
            went => Some(went == 2),
        }
    }

    pub(super) fn repeat(self) -> bool {
        self.0 >> 7 & 1 == 1
    }

    pub(super) fn vulnerable(self) -> bool {
        self.0 >> 8 & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_file_format() {
        for (number, precision, provenance, attended, repeat, vulnerable) in [
            (0, Precision::None, Provenance::Unknown, None, false, false),
            (2 | 1 << 2 | 2 << 5, Precision::MapPoint, Provenance::PublicReport, Some(true), false, false),
            (3 | 4 << 2 | 1 << 5 | 1 << 7, Precision::Exact, Provenance::Sensor, Some(false), true, false),
            (1 | 3 << 2 | 1 << 8, Precision::Area, Provenance::Partner, None, false, true),
            (1 | 2 << 2, Precision::Area, Provenance::OfficerFound, None, false, false),
        ] {
            let status = Status::read(number).unwrap();
            assert_eq!((status.precision(), status.provenance()), (precision, provenance));
            assert_eq!((status.attended(), status.repeat(), status.vulnerable()), (attended, repeat, vulnerable));
            assert_eq!(i64::from(status.number()), number);
        }
        for damaged in [-1, 5 << 2, 3 << 5, 1 << 9, i64::MAX] {
            assert_eq!(Status::read(damaged), None);
        }
    }
}
