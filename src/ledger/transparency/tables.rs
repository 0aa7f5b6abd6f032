use super::document::Block;
use super::facts::{DataFacts, EquityFacts, ModelFacts, Performance};
use crate::analysis::finding::{day_in_words, percent, thousands};
use crate::evaluation::DecileShare;
use crate::forecast::NAIVE;
use crate::incident::Provenance;

/// The scores of the ledger and of the back-tests, each with its verdict.
pub fn performance(facts: &ModelFacts) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(record) = &facts.record {
        blocks.push(Block::text(format!(
            "Stored forecasts: {}, of which {} wait for their period to end. Scored: {} that were stored before their period began, and {} \
             replays made afterwards, which prove less.",
            thousands(record.forecasts),
            thousands(record.waiting),
            thousands(record.ahead),
            thousands(record.replays)
        )));
        blocks.extend(scores("Stored forecasts, scored when their period was over", &record.performance));
        if record.observed > 0.0 {
            blocks.push(calibration(record.expected, record.observed));
        }
    }
    for test in &facts.back_tests {
        let caption = format!(
            "Back-test with origins from {} to {}, one every {}, {} incidents, seed {}",
            day_in_words(test.from),
            day_in_words(test.to),
            test.every,
            thousands(test.incidents as usize),
            test.seed
        );
        blocks.extend(scores(&caption, &test.performance));
        blocks.extend(test.calibration.map(|found| calibration(found.expected, found.observed)));
    }
    if NAIVE.contains(&facts.model.as_str()) {
        blocks.push(Block::text("This model is itself a plain count; here it stands beside the best of them."));
    }
    if facts.record.is_none() && facts.back_tests.is_empty() {
        blocks.push(Block::text("No forecast of it has been scored yet, so nothing is known of how well it does."));
    }
    blocks.push(Block::text(
        "Caught: the share of the incidents of a period that fell in the cells put first. A plain count ranks cells by how many incidents \
         they had before; the best one is picked afterwards, which makes it hard to beat. PAI: the share caught over the share of the ground \
         covered. With hindsight: what the cells that turned out to have most held, which nobody can know before.",
    ));
    blocks
}

fn scores(caption: &str, all: &[Performance]) -> Vec<Block> {
    if all.is_empty() {
        return Vec::new();
    }
    let header = [
        "Ground covered",
        "Periods",
        "Caught",
        "Caught by the best plain count",
        "Ratio of PAI (95 % interval)",
        "Most with hindsight",
    ];
    let share = |fraction: Option<f64>| fraction.map_or_else(|| "not known".to_owned(), percent);
    let row = |it: &Performance| {
        let plain = it.plain.as_ref();
        vec![
            it.coverage.clone(),
            thousands(it.periods),
            share(it.hit_rate),
            plain.map_or_else(|| "none".to_owned(), |plain| format!("{} ({})", share(plain.hit_rate), plain.name)),
            plain.map_or_else(|| "none".to_owned(), |plain| plain.ratio_in_words()),
            share(it.most_hit_rate),
        ]
    };
    let table = Block::Table {
        caption: caption.to_owned(),
        header: header.map(str::to_owned).to_vec(),
        rows: all.iter().map(row).collect(),
    };
    vec![table, Block::list(all.iter().map(Performance::verdict))]
}

fn calibration(expected: f64, observed: f64) -> Block {
    Block::text(format!(
        "Over these periods {} incidents were expected and {} came, {} of what was expected.",
        thousands(expected.round() as usize),
        thousands(observed.round() as usize),
        percent(observed / expected.max(f64::MIN_POSITIVE))
    ))
}

/// How incidents came to be known, and who recorded them.
pub fn provenance(data: &DataFacts) -> Vec<Block> {
    let row = |name: &str, count: usize| {
        vec![name.to_owned(), thousands(count), percent(count as f64 / data.incidents.max(1) as f64)]
    };
    let known = data.provenance.iter().filter(|(_, count)| *count > 0);
    let sources = data.sources.iter().map(|(name, count)| row(name, *count)).collect();
    let table = |caption: &str, first: &str, rows| Block::Table {
        caption: caption.to_owned(),
        header: [first, "Incidents", "Share"].map(str::to_owned).to_vec(),
        rows,
    };
    vec![
        table(
            "How the incidents came to be known",
            "Provenance",
            known.map(|&(how, count)| row(in_words(how), count)).collect(),
        ),
        table("Who recorded them", "Agency", sources),
    ]
}

fn in_words(how: Provenance) -> &'static str {
    match how {
        Provenance::Unknown => "Not recorded",
        Provenance::PublicReport => "Reported by the public",
        Provenance::OfficerFound => "Found by an officer",
        Provenance::Partner => "From a partner",
        Provenance::Sensor => "From a sensor",
    }
}

/// Where the flagged ground lies by deprivation.
pub fn equity(facts: Option<&EquityFacts>) -> Vec<Block> {
    let Some(facts) = facts else {
        return vec![Block::text(
            "Not known: no layer of areas with deprivation is loaded, or no forecast is stored. Import one (wherenext areas join) before the \
             forecast is used.",
        )];
    };
    let share = |fraction: Option<f64>| fraction.map_or_else(|| "-".to_owned(), percent);
    let times = |ratio: Option<f64>| ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
    let all = facts.shares.deciles.iter().chain([&facts.shares.unknown]);
    let rows = all.filter(|it| it.cells > 0).map(|it| {
        vec![
            it.decile.map_or_else(|| "not known".to_owned(), |decile| decile.to_string()),
            share(it.residents_fraction),
            share(it.incidents_fraction),
            share(it.flagged_area_fraction),
            times(it.flagged_to_residents),
            times(it.flagged_to_incidents),
        ]
    });
    let whose = if facts.is_national { "national deciles" } else { "tenths of the layer's own areas" };
    let caption = format!(
        "The {} of the ground put first for {}, by deprivation of the areas of {} ({whose}; 1 is the most deprived)",
        percent(facts.coverage_fraction),
        facts.period,
        facts.layer
    );
    let header = ["Decile", "Residents", "Incidents", "Flagged ground", "Flagged to residents", "Flagged to incidents"];
    vec![
        Block::Table { caption, header: header.map(str::to_owned).to_vec(), rows: rows.collect() },
        Block::text(most_deprived(facts)),
        Block::text(
            "Flagged ground follows recorded incidents. Over 1 in the last column, a decile has more of the flagged ground than of the \
             incidents, which needs a reason; over 1 in the column before it, more than of the residents, which may be so where incidents \
             gather away from homes. Incidents are those that were recorded before the forecast.",
        ),
    ]
}

/// "The three most deprived tenths hold 25 % of the residents, 40 % of the incidents and 46 % of the flagged ground."
fn most_deprived(facts: &EquityFacts) -> String {
    let three = || facts.shares.deciles.iter().filter(|it| it.decile.is_some_and(|decile| decile <= 3));
    let sum = |of: fn(&DecileShare) -> Option<f64>| {
        let known: Vec<f64> = three().filter_map(of).collect();
        if known.is_empty() { "an unknown share".to_owned() } else { percent(known.iter().sum()) }
    };
    format!(
        "The three most deprived tenths hold {} of the residents, {} of the incidents and {} of the flagged ground.",
        sum(|it| it.residents_fraction),
        sum(|it| it.incidents_fraction),
        sum(|it| it.flagged_area_fraction)
    )
}

/// What was chosen and fitted last.
pub fn parameters(facts: &ModelFacts) -> Vec<Block> {
    if facts.parameters.is_empty() {
        return Vec::new();
    }
    let rows = facts.parameters.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect();
    let caption = "Chosen and fitted automatically on the data before the last forecast".to_owned();
    vec![Block::Table { caption, header: ["Parameter", "Value"].map(str::to_owned).to_vec(), rows }]
}
