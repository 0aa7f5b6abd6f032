use super::super::document::{Block, Field};
use super::super::facts::ModelFacts;
use super::super::organisation::{Organisation, said};
use super::super::statements::{data, limits};
use super::super::tables::provenance;
use crate::analysis::finding::{percent, thousands};

/// Fields 4.3.1 to 4.3.9.
pub(super) fn development(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    let quantities = format!(
        "{} incidents; {} cells over {:.0} km².",
        thousands(facts.data.incidents),
        thousands(facts.cells),
        facts.ground_km2
    );
    let sensitive = "No name, age, ethnicity, health or address of a person is read into the model. Residents, deprivation and places of the \
                     areas, where they are loaded, stand for who lives there: a model that takes them can carry unequal treatment on, which is \
                     why the flagged ground is set against them.";
    let cleaning = format!(
        "Rows that cannot be read are rejected with their line and reason when a file is imported. {} of the incidents have no place and {} lie \
         on map points; they are labelled so wherever they are shown.",
        percent(facts.data.without_place_fraction),
        percent(facts.data.snapped_fraction)
    );
    vec![
        Field::new("4.3.1 Development data description", data(facts)),
        Field::text("4.3.2 Data modality", "Tables: time, place, category, agency, how it came to be known."),
        Field::text("4.3.3 Data quantities", quantities),
        Field::text("4.3.4 Sensitive attributes", sensitive),
        Field::new("4.3.5 Data completeness and representativeness", vec![limits(facts)]),
        Field::text("4.3.6 Data cleaning", cleaning),
        Field::new("4.3.7 Data collection", provenance(&facts.data)),
        storage("4.3.8", organisation),
        sharing("4.3.9", organisation),
    ]
}

/// Fields 4.4.1 to 4.4.5.
pub(super) fn operational(facts: &ModelFacts, organisation: &Organisation) -> Vec<Field> {
    let sources: Vec<String> =
        facts.data.sources.iter().map(|(name, count)| format!("{name}: {} incidents", thousands(*count))).collect();
    vec![
        Field::new("4.4.1 Data sources", vec![Block::List(sources)]),
        Field::text("4.4.2 Sensitive attributes", "The same; see 4.3.4."),
        Field::text(
            "4.4.3 Data processing methods",
            "Imported as they are exported; categories and places are read under a profile that is kept with the data; nothing is imputed.",
        ),
        storage("4.4.4", organisation),
        sharing("4.4.5", organisation),
    ]
}

fn storage(number: &str, organisation: &Organisation) -> Field {
    let said = said(organisation.data_access_and_storage.as_ref(), "data_access_and_storage");
    let text = format!("In one folder on the organisation's machine that its owner alone can read. {said}");
    Field::text(&format!("{number} Data access and storage"), text)
}

fn sharing(number: &str, organisation: &Organisation) -> Field {
    let said = said(organisation.data_sharing_agreements.as_ref(), "data_sharing_agreements");
    Field::text(&format!("{number} Data sharing agreements"), said)
}
