use super::super::document::Field;
use super::super::facts::ModelFacts;
use super::super::organisation::{Organisation, said};
use crate::analysis::finding::thousands;

/// Fields 3.1 to 3.5.
pub(super) fn fields(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    let made = facts.record.as_ref().map_or_else(
        || "No forecast is stored yet.".to_owned(),
        |record| format!("{} forecasts are stored, each for {}.", thousands(record.forecasts), facts.horizon),
    );
    let scale = format!("{made} {}", said(organisation.frequency_and_scale.as_ref(), "frequency_and_scale"));
    let review = format!(
        "The tool decides nothing and sends nobody: it shows a map and reasons, and people decide what to do. {}",
        said(organisation.human_review.as_ref(), "human_review")
    );
    vec![
        Field::text(
            "3.1 Integration into broader operational process",
            said(organisation.integration.as_ref(), "integration"),
        ),
        Field::text("3.2 Human review", review),
        Field::text("3.3 Frequency and scale of usage", scale),
        Field::text("3.4 Required training", said(organisation.required_training.as_ref(), "required_training")),
        Field::text("3.5 Appeals and review", said(organisation.appeals.as_ref(), "appeals")),
    ]
}
