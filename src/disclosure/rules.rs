use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use super::agreement::{Agreement, WrittenAgreement};
use super::error::RulesError;
use super::viewer::{Role, Viewer};

/// The name of the file in the data folder.
pub const FILE_NAME: &str = "disclosure.toml";

/// Everything that the operator has agreed to disclose. Without a file: nothing, to nobody who is not cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    viewer: Option<Arc<Agreement>>,
    agreements: Vec<Arc<Agreement>>,
}

/// What somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clearance {
    /// Everything, the incidents one by one included.
    Individuals,
    /// Every result, but no list of incidents and no incident's own record.
    Results,
    /// What can be made of the protected copy under this agreement.
    Under(Arc<Agreement>),
    Nothing(Refusal),
}

/// Why somebody sees nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(
        "there are no rules for viewers, so that nothing is disclosed to them: an administrator writes [viewer] into disclosure.toml"
    )]
    NoViewerRules,
    #[error("the rules for viewers do not hold on {0}")]
    ViewerRulesOver(Date),
    #[error("this partner belongs to no agency, so that no agreement can be with it")]
    NoAgency,
    #[error("no information-sharing agreement is kept with {0:?}, so that nothing is disclosed to it")]
    NoAgreement(String),
    #[error(
        "the information-sharing agreement with {agency:?} does not hold on {day}, so that nothing is disclosed to it"
    )]
    AgreementOver { agency: String, day: Date },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    viewer: Option<WrittenAgreement>,
    #[serde(default)]
    agreement: Vec<WrittenAgreement>,
}

impl Rules {
    /// Reads the file of a data folder.
    pub fn of_folder(folder: &Path) -> Result<Self, RulesError> {
        let path = folder.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::read(&text).map_err(|error| match error {
                RulesError::Syntax { message, .. } => RulesError::Syntax { path, message },
                source => RulesError::In { path, source: Box::new(source) },
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(RulesError::File { path, source }),
        }
    }

    /// Reads the file's text.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        let written: Written = toml::from_str(text)
            .map_err(|error| RulesError::Syntax { path: FILE_NAME.into(), message: error.to_string() })?;
        let viewer = written.viewer.map(|rules| no_agency(rules)?.check("viewer").map(Arc::new)).transpose()?;
        let mut agreements: Vec<Arc<Agreement>> = Vec::new();
        for (number, agreement) in (1..).zip(written.agreement) {
            let table = format!("agreement {number} ({:?})", agreement.name);
            let agreement = with_agency(agreement, &table)?.check(&table)?;
            if let Some(other) = agreements.iter().find(|other| both_hold(other, &agreement)) {
                return Err(RulesError::Overlap {
                    agency: agreement.written().agency.clone().unwrap_or_default(),
                    first: other.written().name.clone(),
                    second: agreement.written().name.clone(),
                });
            }
            agreements.push(Arc::new(agreement));
        }
        Ok(Self { viewer, agreements })
    }

    pub fn viewer(&self) -> Option<&Arc<Agreement>> {
        self.viewer.as_ref()
    }

    /// In the file's order.
    pub fn agreements(&self) -> &[Arc<Agreement>] {
        &self.agreements
    }

    /// What `viewer` may see on a civil day.
    pub fn clearance(&self, viewer: &Viewer, day: Date) -> Clearance {
        match viewer.role {
            Role::Analyst | Role::Administrator => Clearance::Individuals,
            Role::Tasking => Clearance::Results,
            Role::Viewer => match &self.viewer {
                Some(rules) if rules.holds_on(day) => Clearance::Under(Arc::clone(rules)),
                Some(_) => Clearance::Nothing(Refusal::ViewerRulesOver(day)),
                None => Clearance::Nothing(Refusal::NoViewerRules),
            },
            Role::Partner => match &viewer.agency {
                Some(agency) => self.with(agency, day).map_or_else(Clearance::Nothing, Clearance::Under),
                None => Clearance::Nothing(Refusal::NoAgency),
            },
        }
    }

    /// The agreement with an agency that holds on a civil day.
    pub fn with(&self, agency: &str, day: Date) -> Result<Arc<Agreement>, Refusal> {
        let with_it = || self.agreements.iter().filter(|it| it.written().agency.as_deref() == Some(agency));
        let over = || match with_it().next() {
            Some(_) => Refusal::AgreementOver { agency: agency.to_owned(), day },
            None => Refusal::NoAgreement(agency.to_owned()),
        };
        with_it().find(|it| it.holds_on(day)).cloned().ok_or_else(over)
    }
}

fn no_agency(rules: WrittenAgreement) -> Result<WrittenAgreement, RulesError> {
    match rules.agency {
        None => Ok(rules),
        Some(agency) => Err(RulesError::Value {
            table: "viewer".to_owned(),
            key: "agency",
            value: format!("{agency:?}"),
            expected: "for viewers: leave it out, or write [[agreement]]".to_owned(),
        }),
    }
}

fn with_agency(agreement: WrittenAgreement, table: &str) -> Result<WrittenAgreement, RulesError> {
    let named = agreement.agency.as_deref().is_some_and(|agency| !agency.trim().is_empty());
    if named {
        return Ok(agreement);
    }
    Err(RulesError::Value {
        table: table.to_owned(),
        key: "agency",
        value: "empty".to_owned(),
        expected: "the name of the agency that receives".to_owned(),
    })
}

fn both_hold(one: &Agreement, other: &Agreement) -> bool {
    let (one, other) = (one.written(), other.written());
    let begins_in_time = |first: &WrittenAgreement, second: &WrittenAgreement| {
        first.from.zip(second.until).is_none_or(|(from, until)| from < until)
    };
    one.agency == other.agency && begins_in_time(one, other) && begins_in_time(other, one)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const FIRE: &str = r#"
        [[agreement]]
        name = "Fires set on purpose"
        agency = "Essex County Fire & Rescue"
        purpose = "Patrols and home safety visits"
        legal_basis = "Crime and Disorder Act 1998, section 115"
        version = "2"
        from = "2026-01-01"
        until = "2027-01-01"
        categories = ["fire", "asb/nuisance"]
        place = "hex:8"
        period = "month"
    "#;

    fn partner(agency: &str) -> Viewer {
        Viewer { role: Role::Partner, agency: Some(agency.to_owned()) }
    }

    #[test]
    fn who_sees_what() {
        let rules = Rules::read(FIRE).unwrap();
        let on = |viewer: &Viewer| rules.clearance(viewer, date(2026, 11, 22));
        let of_role = |role| on(&Viewer { role, agency: None });
        assert_eq!(of_role(Role::Analyst), Clearance::Individuals);
        assert_eq!(of_role(Role::Administrator), Clearance::Individuals);
        assert_eq!(of_role(Role::Tasking), Clearance::Results);
        assert_eq!(of_role(Role::Viewer), Clearance::Nothing(Refusal::NoViewerRules));
        assert_eq!(of_role(Role::Partner), Clearance::Nothing(Refusal::NoAgency));
        let fire = "Essex County Fire & Rescue";
        assert_eq!(on(&partner(fire)), Clearance::Under(Arc::clone(&rules.agreements()[0])));
        assert_eq!(on(&partner("Housing")), Clearance::Nothing(Refusal::NoAgreement("Housing".to_owned())));
        let later = rules.clearance(&partner(fire), date(2027, 1, 1));
        assert_eq!(
            later,
            Clearance::Nothing(Refusal::AgreementOver { agency: fire.to_owned(), day: date(2027, 1, 1) })
        );
    }

    #[test]
    fn nothing_without_a_file() {
        let rules = Rules::of_folder(Path::new("/nowhere")).unwrap();
        assert_eq!(rules, Rules::default());
        assert!(matches!(rules.clearance(&partner("Housing"), date(2026, 1, 1)), Clearance::Nothing(_)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = |from: &str, to: &str| Rules::read(&FIRE.replace(from, to)).unwrap_err().to_string();
        assert!(said("period = \"month\"", "period = \"month\"\nthreshhold = 3").contains("threshhold"));
        assert!(said("period = \"month\"", "period = \"month\"\nthreshold = 5").contains("threshold is 5"));
        assert!(said("hex:8", "hex:11").contains("hex:5 to hex:9"));
        assert!(said("period = \"month\"", "period = \"day\"").contains("day"));
        assert!(said("\"asb/nuisance\"", "\"noise\"").contains("noise"));
        assert!(said("[\"fire\", \"asb/nuisance\"]", "[]").contains("categories is empty"));
        assert!(said("2027-01-01", "2026-01-01").contains("until is 2026-01-01"));
        assert!(said("agency = \"Essex County Fire & Rescue\"", "agency = \"\"").contains("agency"));
        assert!(Rules::read(&FIRE.replace("[[agreement]]", "[viewer]")).unwrap_err().to_string().contains("viewer"));
        assert!(Rules::read("[[agreements]]").unwrap_err().to_string().contains("agreements"));
    }

    #[test]
    fn one_agreement_an_agency_and_day() {
        let next = FIRE.replace("2027-01-01", "2028-01-01").replace("2026-01-01", "2027-01-01");
        assert_eq!(Rules::read(&format!("{FIRE}{next}")).unwrap().agreements().len(), 2);
        let overlapping = FIRE.replace("2026-01-01", "2026-06-01");
        assert!(matches!(Rules::read(&format!("{FIRE}{overlapping}")), Err(RulesError::Overlap { .. })));
    }

    #[test]
    fn other_terms_have_another_digest() {
        let digest = |text: &str| Rules::read(text).unwrap().agreements()[0].rules().to_owned();
        assert_eq!(digest(FIRE), digest(FIRE));
        assert_ne!(digest(FIRE), digest(&FIRE.replace("hex:8", "hex:7")));
        assert_ne!(digest(FIRE), digest(&FIRE.replace("version = \"2\"", "version = \"3\"")));
    }
}
