//! The record in the shape of the United Kingdom's Algorithmic Transparency Recording Standard (version 3.0, 2024; Department for Science,
//! Innovation and Technology): tier 1 for everybody, tier 2 for whoever wants to know more, each field under the standard's number and name.

mod data;
mod deployment;
mod model;
mod owner;
mod rationale;
mod system;

use super::document::{Document, Field, Section};
use super::facts::ModelFacts;
use super::organisation::{Organisation, said};
use super::statements::{purpose, risks};

/// The record of one version of a model.
pub fn transparency_record(facts: &ModelFacts, organisation: &Organisation) -> Document {
    let mut lead: Vec<String> = facts.notice.iter().cloned().collect();
    lead.push(format!(
        "In the shape of the Algorithmic Transparency Recording Standard, version 3.0. Everything but what the organisation says of itself \
         was written by wherenext {} from its own run; the same run writes the same record.",
        facts.version
    ));
    Document {
        title: format!("Algorithmic transparency record: {}", facts.label()),
        lead,
        sections: vec![
            Section::of_fields("Tier 1: Overview", overview(facts, organisation)),
            Section::of_fields("Tier 2: Owner and responsibility", owner::fields(organisation)),
            Section::of_fields("Tier 2: Description and rationale", rationale::fields(facts, organisation)),
            Section::of_fields("Tier 2: Deployment context", deployment::fields(facts, organisation)),
            Section::of_fields("Tier 2: Tool specification, system", system::fields(facts)),
            Section::of_fields("Tier 2: Tool specification, model", model::fields(facts)),
            Section::of_fields("Tier 2: Tool specification, development data", data::development(facts, organisation)),
            Section::of_fields("Tier 2: Tool specification, operational data", data::operational(facts, organisation)),
            Section::of_fields("Tier 2: Risks, mitigations and impact assessments", assessments(facts, organisation)),
        ],
    }
}

fn overview(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    vec![
        Field::text("Name", format!("wherenext: where to expect {}", facts.what.to_lowercase())),
        Field::text("Description", purpose(facts)),
        Field::text("Website URL", said(organisation.website.as_ref(), "website")),
        Field::text("Contact email", said(organisation.contact_email.as_ref(), "contact_email")),
    ]
}

fn assessments(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    vec![
        Field::text("5.1 Impact assessments", said(organisation.impact_assessments.as_ref(), "impact_assessments")),
        Field::new("5.2 Risks and mitigations", risks(facts)),
    ]
}
