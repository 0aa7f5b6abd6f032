use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What somebody does here, and with it what they may see and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads the map, under the rules for everybody.
    Viewer,
    /// Acts for an agency, under the agreement with it.
    Partner,
    /// Works with the incidents themselves.
    Analyst,
    /// Prepares and runs the tasking meeting.
    Tasking,
    /// Keeps users, keys and the record.
    Administrator,
}

/// A word that names no role.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0:?} is no role: viewer, partner, analyst, tasking or administrator")]
pub struct RoleError(String);

/// Who looks: a role and, for a partner, the agency that it acts for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    pub role: Role,
    pub agency: Option<String>,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Viewer, Self::Partner, Self::Analyst, Self::Tasking, Self::Administrator];

    /// The role's word in commands, files and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Partner => "partner",
            Self::Analyst => "analyst",
            Self::Tasking => "tasking",
            Self::Administrator => "administrator",
        }
    }
}

impl Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| RoleError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_by_name() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().unwrap_err().to_string().contains("\"root\" is no role"));
    }
}
