use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::finding::Finding;

/// What a result says in plain words.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingText {
    /// What the numbers say.
    #[schema(example = "Fri to Sat 21:00 to 02:00: 38 % of incidents in 6 % of the week.")]
    pub statement: String,
    /// What keeps them from saying more.
    #[schema(example = "There are only 12 incidents, so chance alone could make this difference.")]
    pub caveat: String,
}

impl From<Finding> for FindingText {
    fn from(finding: Finding) -> Self {
        Self { statement: finding.statement, caveat: finding.caveat }
    }
}
