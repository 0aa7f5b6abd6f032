use serde::Deserialize;
use thiserror::Error;

/// When sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccessParameters {
    /// A session that nobody uses for so long ends.
    pub session_idle_minutes: u32,
    /// However busy it is, a session ends after so many hours.
    pub session_hours: u32,
}

impl Default for AccessParameters {
    /// A shift, and half an hour away from the desk.
    fn default() -> Self {
        Self { session_idle_minutes: 30, session_hours: 12 }
    }
}

/// A parameter out of its range.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AccessParameterError {
    #[error("session_idle_minutes is {0}, and must lie between 5 and 1440")]
    Idle(u32),
    #[error("session_hours is {0}, and must lie between 1 and 168")]
    Hours(u32),
}

impl AccessParameters {
    pub fn check(&self) -> Result<(), AccessParameterError> {
        if !(5..=1440).contains(&self.session_idle_minutes) {
            return Err(AccessParameterError::Idle(self.session_idle_minutes));
        }
        if !(1..=168).contains(&self.session_hours) {
            return Err(AccessParameterError::Hours(self.session_hours));
        }
        Ok(())
    }

    pub(super) fn idle_s(&self) -> i64 {
        i64::from(self.session_idle_minutes) * 60
    }

    pub(super) fn longest_s(&self) -> i64 {
        i64::from(self.session_hours) * 3600
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(AccessParameters::default().check(), Ok(()));
        let idle = |session_idle_minutes| AccessParameters { session_idle_minutes, ..AccessParameters::default() };
        assert_eq!(idle(4).check(), Err(AccessParameterError::Idle(4)));
        let hours = |session_hours| AccessParameters { session_hours, ..AccessParameters::default() };
        assert_eq!(hours(0).check(), Err(AccessParameterError::Hours(0)));
        assert_eq!(hours(169).check(), Err(AccessParameterError::Hours(169)));
    }
}
