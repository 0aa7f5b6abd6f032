use super::document::{Block, Document, Section};
use super::facts::ModelFacts;
use super::organisation::{Organisation, said};
use super::statements::{data, limits, not_for, purpose, risks, treatment};
use super::tables::{equity, parameters, performance, provenance};

/// The model card of one version of a model.
///
/// Source: Mitchell M et al. (2019), Model cards for model reporting, doi:10.1145/3287560.3287596, sections 4.1 to 4.9, in the order in which a
/// reader who has to decide needs them.
pub fn model_card(facts: &ModelFacts, organisation: &Organisation) -> Document {
    let mut made = vec![Block::text(format!(
        "{}: {}. Version {}. Grid {}, {} ahead, filter \"{}\".",
        facts.model,
        facts.described(),
        facts.version,
        facts.grid,
        facts.horizon,
        facts.filter
    ))];
    made.extend(parameters(facts));
    made.push(Block::text(format!(
        "Responsible: {}",
        said(organisation.senior_responsible_owner.as_ref(), "senior_responsible_owner")
    )));
    let mut sources = data(facts);
    sources.extend(provenance(&facts.data));
    sources.push(Block::text(treatment(&facts.provenances)));
    let sections = [
        ("What it is for", vec![Block::text(purpose(facts))]),
        ("What it must not be used for", vec![not_for()]),
        ("How well it does, beside a plain count", performance(facts)),
        ("Equity", equity(facts.equity.as_ref())),
        ("Data", sources),
        ("Limits", vec![limits(facts)]),
        ("Risks", risks(facts)),
        ("The model", made),
    ];
    let mut lead: Vec<String> = facts.notice.iter().cloned().collect();
    lead.push(format!(
        "Written by wherenext {} from its own run: the ledger of stored forecasts, the back-tests given to it, and the data. The same run writes \
         the same card.",
        facts.version
    ));
    Document {
        title: format!("Model card: {}", facts.label()),
        lead,
        sections: sections.into_iter().map(|(heading, blocks)| Section::of_blocks(heading, blocks)).collect(),
    }
}
