use std::fmt::{self, Display};

use h3o::CellIndex;
use serde::Serialize;
use serde_json::Value;

use crate::store::AuditRow;

/// What was done, in the words of section 62 of the Data Protection Act 2018 where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Somebody of the force read.
    Consultation,
    /// Somebody of another agency read; the actor's agency is the recipient.
    Disclosure,
    /// Rows were handed out as a file or page by page.
    Export,
    /// Data of one kind were held against another.
    Combination,
    /// Data, rules, users or keys were added or changed.
    Alteration,
    Erasure,
    /// Somebody signed in or out.
    Session,
    /// Somebody asked for what they may not have, or could not prove who they are.
    Refusal,
}

/// Who did it, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    pub name: String,
    /// How that was proven: `session`, `key 3`, `command line`.
    pub proof: String,
    pub role: String,
    pub agency: Option<String>,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    pub actor: Actor,
    pub action: Action,
    /// What it was done to: a resource's path, a command.
    pub subject: String,
    /// Parameters and figures, as a JSON object.
    pub detail: Value,
    /// Where, if one place was looked at.
    pub place: Option<CellIndex>,
    /// What the actor said it was for.
    pub reason: Option<String>,
    /// The request's id, as in the service's log.
    pub request: Option<String>,
}

impl Action {
    pub fn name(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Disclosure => "disclosure",
            Self::Export => "export",
            Self::Combination => "combination",
            Self::Alteration => "alteration",
            Self::Erasure => "erasure",
            Self::Session => "session",
            Self::Refusal => "refusal",
        }
    }
}

impl Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Entry {
    /// As it is stored, its number and hash still to come.
    pub(super) fn into_row(self) -> AuditRow {
        let Self { at_ms, actor, action, subject, detail, place, reason, request } = self;
        let Actor { name, proof, role, agency } = actor;
        AuditRow {
            id: 0,
            at_ms,
            actor: name,
            proof,
            role,
            agency,
            action: action.name().to_owned(),
            subject,
            detail: detail.to_string(),
            place: place.map(number_of),
            reason,
            request,
            hash: [0; 32],
        }
    }
}

/// An H3 cell's number as SQLite holds it: the highest bit of a cell is never set.
pub(super) fn number_of(cell: CellIndex) -> i64 {
    u64::from(cell) as i64
}
