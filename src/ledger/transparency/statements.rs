use super::document::Block;
use super::facts::{DataFacts, ModelFacts, Performance};
use crate::analysis::finding::{day_in_words, percent, thousands};
use crate::incident::Provenance;

/// Above this part of the incidents a weakness of the data must be named.
const MANY: f64 = 0.1;

/// What the tool is for, in one paragraph.
pub fn purpose(facts: &ModelFacts) -> String {
    format!(
        "It says where in the area the most incidents of one kind ({}) are to be expected within {}, so that visible patrols, wardens and \
         prevention can be offered there in time. It ranks {} pieces of ground, not people.",
        facts.what,
        facts.horizon,
        thousands(facts.cells)
    )
}

/// What it must not be used for.
pub fn not_for() -> Block {
    Block::list([
        "Any decision about a named or recognisable person: arrest, charge, bail, sentence, release, a warning, a visit.",
        "Grounds for a stop or a search: that a place is flagged is no reasonable suspicion against anybody who is there.",
        "Saying who will offend or be a victim: it knows places and times, and no people.",
        "Evidence in court, or a reason for a decision on insurance, credit, housing, planning or a licence.",
        "Taking response away from places that are not flagged, or answering their calls later.",
        "Measuring officers or teams by what they find in flagged places: finding more where one looks more proves nothing.",
        "Other kinds of incident, other areas, or longer and shorter periods than those it was scored on.",
    ])
}

/// What the data are, in paragraphs.
pub fn data(facts: &ModelFacts) -> Vec<Block> {
    let data = &facts.data;
    let span = match (data.from, data.to) {
        (Some(from), Some(to)) => {
            let last = to.yesterday().unwrap_or(to);
            format!(" from {} to {}", day_in_words(from), day_in_words(last))
        }
        _ => String::new(),
    };
    let mut blocks = vec![Block::text(format!(
        "{} recorded incidents of {}{span}: what happened, when and where, without names, victims or suspects.",
        thousands(data.incidents),
        facts.what.to_lowercase()
    ))];
    let mut beside: Vec<String> = data
        .residents
        .iter()
        .map(|(name, areas, residents)| {
            format!(
                "Residents of the {} areas of {name}: {} in all.",
                thousands(*areas),
                thousands(*residents as usize)
            )
        })
        .collect();
    beside.extend(
        data.places.iter().map(|(class, places)| format!("{} places of the class {class}.", thousands(*places))),
    );
    if !beside.is_empty() {
        blocks.push(Block::text("Loaded beside them, for models that use it:"));
        blocks.push(Block::List(beside));
    }
    blocks
}

/// What limits it, from its data and its scores.
pub fn limits(facts: &ModelFacts) -> Block {
    let data = &facts.data;
    let mut limits = vec![
        "It knows what was reported and recorded, which is not all that happened; some people and places report less.".to_owned(),
        "Changes of the law, of recording or of the data's sources look like changes of what happened: see the recording changes.".to_owned(),
        "It extrapolates: a new venue, an event or a closed street is unknown to it until incidents have shown it.".to_owned(),
    ];
    limits.extend(weaknesses(data));
    let officer_found = share_of(data, Provenance::OfficerFound);
    if officer_found > 0.0 {
        limits.push(format!(
            "{} of the incidents were found by officers, and so follow where officers were.",
            percent(officer_found)
        ));
    }
    let unknown = share_of(data, Provenance::Unknown);
    if unknown > MANY {
        limits.push(format!(
            "How {} of the incidents came to be known is not recorded, so those that officers found cannot be set apart from reports.",
            percent(unknown)
        ));
    }
    let is_ahead = |performance: &[Performance]| performance.iter().any(Performance::is_ahead);
    let in_record = facts.record.as_ref().is_some_and(|record| is_ahead(&record.performance));
    if !in_record && !facts.back_tests.iter().any(|test| is_ahead(&test.performance)) {
        limits.push(
            "It has not been shown to catch more than a plain count of past incidents; see the scores.".to_owned(),
        );
    }
    Block::List(limits)
}

fn weaknesses(data: &DataFacts) -> Vec<String> {
    let mut found = Vec::new();
    if data.snapped_fraction > MANY {
        found.push(format!(
            "{} of the incidents are placed on map points that stand for a street: cells smaller than a street are not known apart.",
            percent(data.snapped_fraction)
        ));
    }
    if data.without_place_fraction > MANY {
        found
            .push(format!("{} of the incidents have no place and are not used.", percent(data.without_place_fraction)));
    }
    if data.hours_known_fraction < 1.0 - MANY {
        found.push(format!(
            "The hour of {} of the incidents is not known, which blurs anything said of times of day.",
            percent(1.0 - data.hours_known_fraction)
        ));
    }
    found
}

/// What the program does about incidents that officers found.
pub fn treatment(provenances: &str) -> String {
    match provenances.split_once(':') {
        _ if provenances == "leave-out" => "Incidents that officers found are left out of what the model learns.".to_owned(),
        Some(("weight", weight)) => format!("An incident that an officer found counts as {weight} of a report in what the model learns."),
        _ => "Incidents that officers found count as any other in what the model learns, so that patrols can feed the forecast that sent them: \
              run wherenext feedback-check, and leave them out (wherenext forecast --officer-found leave-out) where it finds that."
            .to_owned(),
    }
}

/// The part of the incidents that came to be known in one way, 0..=1.
fn share_of(data: &DataFacts, wanted: Provenance) -> f64 {
    let count: usize = data.provenance.iter().filter(|(known, _)| *known == wanted).map(|(_, count)| count).sum();
    count as f64 / data.incidents.max(1) as f64
}

/// Risks, and what is done about each.
pub fn risks(facts: &ModelFacts) -> Vec<Block> {
    let risks = [
        (
            "Patrols find more where they are sent, and the forecast sends them there again.".to_owned(),
            format!("Each incident carries how it came to be known. {}", treatment(&facts.provenances)),
        ),
        (
            "Some communities are flagged more than what happens there calls for.".to_owned(),
            "The flagged ground is set against residents and incidents by deprivation in every record, so that it is seen before it is \
             acted on."
                .to_owned(),
        ),
        (
            "The forecast is no better than a simpler one, and is trusted all the same.".to_owned(),
            "Every forecast is stored before its period, scored after it beside plain counts, and cannot be changed; the record is shown \
             with the forecast."
                .to_owned(),
        ),
        (
            "A flagged place is taken for a reason to suspect those who are there.".to_owned(),
            "The tool knows no people; what it must not be used for stands in this record, in the model card and in its manual.".to_owned(),
        ),
        (
            "Somebody's home is recognised.".to_owned(),
            format!(
                "Places are shown as cells of {:.2} km² on average; the service answers on the machine that it runs on alone.",
                facts.ground_km2 / facts.cells.max(1) as f64
            ),
        ),
        (
            "Recording changes and the forecast follows the paperwork.".to_owned(),
            "Steps in the recording are looked for and shown; forecasts are scored on what was recorded afterwards.".to_owned(),
        ),
    ];
    vec![Block::Terms(risks.into())]
}
