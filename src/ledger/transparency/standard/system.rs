use super::super::document::Field;
use super::super::facts::ModelFacts;
use crate::analysis::finding::thousands;

/// Fields 4.1.1 to 4.1.5.
pub(super) fn fields(facts: &ModelFacts) -> Vec<Field> {
    let architecture = "One program on one machine of the organisation: it imports incident files into a folder, computes in memory, and \
                        serves a map and an interface to that machine alone. It sends nothing anywhere. Its source is open.";
    let input = "Files of incidents as agencies export them; optionally boundaries with residents and deprivation, and places by class.";
    let output = format!(
        "For each of {} cells ({}): incidents to be expected, how sure that is, its rank, what the expectation is made of where the model tells \
         it, and the plain count beside it.",
        thousands(facts.cells),
        facts.grid
    );
    let maintenance = "Each forecast is fitted anew on the data of its day. A new version of the program is a new version of the model, with a \
                       record of its own; its scores begin anew. Stored forecasts are verified by their hashes (wherenext forecast --verify).";
    vec![
        Field::text("4.1.1 System architecture", architecture),
        Field::text("4.1.2 System-level input", input),
        Field::text("4.1.3 System-level output", output),
        Field::text("4.1.4 Maintenance", maintenance),
        Field::text("4.1.5 Models", format!("{}: {}.", facts.model, facts.described())),
    ]
}
