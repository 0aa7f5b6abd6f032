use super::error::ProfileError;
use super::file::{ColumnValue, EndRule, Resolution, TimeRules};
use crate::time::CivilZone;

/// How dates and times are written, checked.
#[derive(Clone, Debug)]
pub struct TimeReading {
    /// `None`: the zone of the data folder.
    pub zone: Option<CivilZone>,
    /// strptime patterns; empty for ISO 8601.
    pub formats: Vec<String>,
    pub end: EndRule,
    pub resolution: Resolution,
    pub duration_unit_s: f64,
    pub date_only_when: Option<ColumnValue>,
}

impl TimeReading {
    pub fn check(profile: &str, rules: &TimeRules) -> Result<Self, ProfileError> {
        let zone = rules.zone.as_deref().map(CivilZone::named).transpose();
        let zone = zone.map_err(|source| ProfileError::Zone { profile: profile.to_owned(), source })?;
        if let Some(format) = rules.formats.iter().find(|format| !names_a_year(format)) {
            return Err(ProfileError::Value {
                profile: profile.to_owned(),
                key: "time.formats",
                value: format.clone(),
                expected: "a strptime pattern with a year and a month, such as %d/%m/%Y %H:%M",
            });
        }
        Ok(Self {
            zone,
            formats: rules.formats.clone(),
            end: rules.end,
            resolution: rules.resolution,
            duration_unit_s: rules.duration_unit.seconds(),
            date_only_when: rules.date_only_when.clone(),
        })
    }
}

fn names_a_year(format: &str) -> bool {
    ["%Y", "%y", "%F", "%D", "%s"].iter().any(|directive| format.contains(directive))
}
