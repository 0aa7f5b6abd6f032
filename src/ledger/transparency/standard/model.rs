use super::super::document::{Block, Field};
use super::super::facts::ModelFacts;
use super::super::statements::data;
use super::super::tables::{equity, parameters, performance};

/// Fields 4.2.1 to 4.2.9.
pub(super) fn fields(facts: &ModelFacts) -> Vec<Field> {
    let task = format!(
        "To estimate, for each cell, the number of incidents ({}) that will be recorded in the {} after a day.",
        facts.what, facts.horizon
    );
    let input = "What was recorded before that day: when, where and of which category; what else the organisation has loaded about the ground. No \
                 attribute of any person.";
    let mut scores = performance(facts);
    scores.push(Block::text("Where the flagged ground lies:"));
    scores.extend(equity(facts.equity.as_ref()));
    let mut architecture = vec![Block::text(format!("{}.", facts.described()))];
    architecture.extend(parameters(facts));
    vec![
        Field::text("4.2.1 Model name", facts.model.clone()),
        Field::text("4.2.2 Model version", facts.version.clone()),
        Field::text("4.2.3 Model task", task),
        Field::text("4.2.4 Model input", input),
        Field::text("4.2.5 Model output", "Incidents expected in each cell, a number of at least 0."),
        Field::new("4.2.6 Model architecture", architecture),
        Field::new("4.2.7 Model performance", scores),
        Field::new("4.2.8 Datasets", data(facts)),
        Field::text(
            "4.2.9 Dataset purposes",
            "The same record serves for learning and for scoring, kept apart by time: nothing of a period is known to the forecast of it.",
        ),
    ]
}
