use super::super::document::{Block, Field};
use super::super::facts::ModelFacts;
use super::super::organisation::{Organisation, said};
use super::super::statements::{not_for, purpose};

/// Fields 2.1 to 2.4.
pub(super) fn fields(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    let detail = format!(
        "From what was recorded before a day, the tool estimates how many incidents each cell of a grid ({}) will have in the {} from that day \
         on. The model is {}: {}. Before the period begins, the estimate is stored with everything that is needed to make it again and a hash \
         that later ones carry on; when the period is over it is scored by what was recorded, beside plain counts of past incidents.",
        facts.grid,
        facts.horizon,
        facts.model,
        facts.described()
    );
    let benefits = "A team can see before its shift where the most is to be expected, with how much and how sure, and see afterwards whether \
                    that was so. A plain count is one click away and its record stands beside the model's.";
    let alternatives = "Plain counts of past incidents over several windows and with decay are computed for every forecast and scored beside \
                        it; where they catch as much, they are the better choice. Doing without any forecast is the other alternative.";
    vec![
        Field::new(
            "2.1 Detailed description",
            vec![Block::text(purpose(facts)), Block::text(detail), Block::text("It must not be used for:"), not_for()],
        ),
        Field::text("2.2 Benefits", benefits),
        Field::text("2.3 Previous process", said(organisation.previous_process.as_ref(), "previous_process")),
        Field::text("2.4 Alternatives considered", alternatives),
    ]
}
