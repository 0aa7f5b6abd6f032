use super::builder::IncidentRow;
use super::provenance::{Precision, Provenance};

/// Precision (3 bits), provenance (3), attended (2), repeat (1), vulnerable (1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Status(u16);

impl Status {
    pub(super) fn of(row: &IncidentRow) -> Self {
        let attended = row.attended.map_or(0, |went| 1 + u16::from(went));
        Self(
            row.precision as u16
                | (row.provenance as u16) << 3
                | attended << 6
                | u16::from(row.repeat) << 8
                | u16::from(row.vulnerable) << 9,
        )
    }

    pub(super) fn precision(self) -> Precision {
        Precision::ALL[usize::from(self.0 & 7)]
    }

    pub(super) fn provenance(self) -> Provenance {
        Provenance::ALL[usize::from(self.0 >> 3 & 7)]
    }

    pub(super) fn attended(self) -> Option<bool> {
        match self.0 >> 6 & 3 {
            0 => None,
            went => Some(went == 2),
        }
    }

    pub(super) fn is_repeat(self) -> bool {
        self.0 >> 8 & 1 == 1
    }

    pub(super) fn is_vulnerable(self) -> bool {
        self.0 >> 9 & 1 == 1
    }
}
