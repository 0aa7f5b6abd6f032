use thiserror::Error;

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedbackParameters {
    pub runs: u32,
    pub years: u16,
    /// Areas of the same true rate.
    pub areas: u16,
    pub seed: u64,
}

/// Parameters that can be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedFeedback(FeedbackParameters);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FeedbackError {
    #[error("{0} runs: there must be 1 to 1000000")]
    Runs(u32),
    #[error("{0} years: there must be 1 to 100")]
    Years(u16),
    #[error("{0} areas: there must be 2 to 25, so that each is patrolled at least once in 50 times")]
    Areas(u16),
}

impl Default for FeedbackParameters {
    /// Ten years of two areas: as the source has it, and so long that sampling noise alone stays within two points.
    fn default() -> Self {
        Self { runs: 1000, years: 10, areas: 2, seed: 1 }
    }
}

impl FeedbackParameters {
    pub fn check(self) -> Result<CheckedFeedback, FeedbackError> {
        match self {
            Self { runs, .. } if !(1..=1_000_000).contains(&runs) => Err(FeedbackError::Runs(runs)),
            Self { years, .. } if !(1..=100).contains(&years) => Err(FeedbackError::Years(years)),
            Self { areas, .. } if !(2..=25).contains(&areas) => Err(FeedbackError::Areas(areas)),
            checked => Ok(CheckedFeedback(checked)),
        }
    }
}

impl CheckedFeedback {
    pub fn get(self) -> FeedbackParameters {
        self.0
    }
}
