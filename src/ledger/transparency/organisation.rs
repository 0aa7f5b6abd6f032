use serde::Deserialize;

/// What the program cannot know of itself: the organisation that runs it says so in its `wherenext.toml`, in the words of the Algorithmic
/// Transparency Recording Standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organisation {
    pub organisation: Option<String>,
    pub team: Option<String>,
    pub senior_responsible_owner: Option<String>,
    pub contact_email: Option<String>,
    pub website: Option<String>,
    /// Who else is involved, with what role and on what terms.
    pub third_parties: Option<String>,
    /// How patrols were tasked before.
    pub previous_process: Option<String>,
    /// How a forecast enters tasking.
    pub integration: Option<String>,
    /// Who reviews it before anybody acts on it.
    pub human_review: Option<String>,
    /// How often it is used, by how many.
    pub frequency_and_scale: Option<String>,
    pub required_training: Option<String>,
    /// How a member of the public can ask for a review.
    pub appeals: Option<String>,
    pub data_access_and_storage: Option<String>,
    pub data_sharing_agreements: Option<String>,
    /// Assessments of data protection and equality, with their dates.
    pub impact_assessments: Option<String>,
}

/// What the organisation says, or that it has yet to; `key` is the one in its file.
pub(super) fn said(text: Option<&String>, key: &str) -> String {
    text.cloned().unwrap_or_else(|| {
        format!("Not stated yet: the organisation that runs this tool says so as \"{key}\" under [transparency] in wherenext.toml.")
    })
}
