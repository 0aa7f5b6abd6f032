use jiff::civil::date;

use super::facts::{
    BackTestFacts, CalibrationFacts, DataFacts, EquityFacts, ModelFacts, Performance, PlainCount, RecordFacts,
};
use super::{Document, Organisation, html, markdown, model_card, transparency_record};
use crate::evaluation::{EquityGround, EquitySums};
use crate::incident::Provenance;

fn performance(low: f64) -> Performance {
    let plain = PlainCount {
        name: "count-365d".to_owned(),
        hit_rate: Some(0.2),
        pai: Some(20.0),
        ratio: Some(1.06),
        low: Some(low),
        high: Some(1.12),
    };
    Performance {
        coverage: "1.0 % of the ground".to_owned(),
        periods: 52,
        hit_rate: Some(0.212),
        pai: Some(21.2),
        plain: Some(plain),
        most_hit_rate: Some(0.61),
    }
}

fn facts() -> ModelFacts {
    let data = DataFacts {
        incidents: 1000,
        from: Some(date(2021, 4, 1)),
        to: Some(date(2025, 12, 1)),
        provenance: vec![(Provenance::Unknown, 50), (Provenance::PublicReport, 650), (Provenance::OfficerFound, 300)],
        sources: vec![("Essex <Police> & | partners".to_owned(), 1000)],
        snapped_fraction: 0.4,
        without_place_fraction: 0.02,
        hours_known_fraction: 0.7,
        residents: vec![("lsoa".to_owned(), 1111, 1_832_752.0)],
        places: vec![("licensed-venue".to_owned(), 2067)],
    };
    let ground = EquityGround {
        layer: "lsoa".to_owned(),
        national: true,
        area_km2: vec![0.1; 4],
        decile: vec![Some(1), Some(1), Some(10), None],
        residents: Some(vec![30.0, 10.0, 60.0, 0.0]),
    };
    let mut sums = EquitySums::new(&ground);
    sums.add(&[0, 2], [6.0, 0.0, 2.0, 2.0].into_iter().enumerate());
    let shares = sums.shares();
    let (layer, period) = ("lsoa".to_owned(), "1 to 7 December 2025".to_owned());
    ModelFacts {
        id: "asb-hex-9-7d-ensemble-0.1.0".to_owned(),
        series: "category=asb|hex:9|7d|ensemble".to_owned(),
        version: "0.1.0".to_owned(),
        notice: Some("Made up.".to_owned()),
        model: "ensemble".to_owned(),
        description: "a stack of counts, kernels and trees".to_owned(),
        what: "Anti-social behaviour".to_owned(),
        filter: "category=asb".to_owned(),
        grid: "hex:9".to_owned(),
        cells: 41_012,
        ground_km2: 3678.1,
        horizon: "7 days".to_owned(),
        provenances: "count".to_owned(),
        parameters: vec![("half_life_days".to_owned(), "90.0".to_owned())],
        data,
        record: Some(RecordFacts {
            forecasts: 54,
            ahead: 3,
            replays: 49,
            waiting: 2,
            performance: vec![performance(0.97)],
            expected: 610.0,
            observed: 598.0,
        }),
        back_tests: vec![BackTestFacts {
            from: date(2024, 1, 1),
            to: date(2024, 12, 23),
            every: "7d".to_owned(),
            incidents: 31_000,
            seed: 1,
            performance: vec![performance(1.01)],
            calibration: Some(CalibrationFacts { expected: 31_500.0, observed: 30_800.0 }),
        }],
        equity: Some(EquityFacts { layer, is_national: true, coverage_fraction: 0.01, period, shares }),
    }
}

fn texts(document: &Document) -> String {
    markdown(document)
}

#[test]
fn the_record_has_every_field_of_both_tiers_in_order() {
    let record = transparency_record(&facts(), &Organisation::default());
    let names: Vec<&str> =
        record.sections.iter().flat_map(|section| &section.fields).map(|field| field.heading.as_str()).collect();
    let numbers: Vec<&str> = names.iter().skip(4).filter_map(|name| name.split(' ').next()).collect();
    let mut expected: Vec<String> = Vec::new();
    for (group, fields) in [("1", 4), ("2", 4), ("3", 5), ("4.1", 5), ("4.2", 9), ("4.3", 9), ("4.4", 5), ("5", 2)] {
        expected.extend((1..=fields).map(|field| format!("{group}.{field}")));
    }
    assert_eq!(names[..4], ["Name", "Description", "Website URL", "Contact email"]);
    assert_eq!(numbers, expected);
    assert!(record.sections.iter().all(|section| section.fields.iter().all(|field| !field.blocks.is_empty())));
}

#[test]
fn the_organisation_s_own_words_are_asked_for_until_they_are_given() {
    let without = texts(&transparency_record(&facts(), &Organisation::default()));
    assert!(without.contains("Not stated yet"), "{without}");
    let organisation = Organisation {
        organisation: Some("Essex Police".to_owned()),
        contact_email: Some("data@example.org".to_owned()),
        ..Organisation::default()
    };
    let with = texts(&transparency_record(&facts(), &organisation));
    assert!(with.contains("\n\nEssex Police\n\n") && with.contains("data@example.org"));
    assert!(without.matches("Not stated yet").count() == with.matches("Not stated yet").count() + 2);
}

#[test]
fn the_card_says_what_the_run_shows() {
    let card = texts(&model_card(&facts(), &Organisation::default()));
    for said in [
        "\n\nMade up.\n\n",
        "30 % of the incidents were found by officers",
        "Incidents that officers found count as any other",
        "| Found by an officer | 300 | 30 % |",
        "no better and no worse than the plain count (count-365d)",
        "it caught more than the plain count (count-365d)",
        "| 1.0 % of the ground | 52 | 21 % | 20 % (count-365d) | 1.060 (0.970 to 1.120) | 61 % |",
        "598 came, 98 % of what was expected",
        "40 % of the incidents are placed on map points",
        "The hour of 30 % of the incidents is not known",
        "hold 40 % of the residents, 60 % of the incidents and 50 % of the flagged ground",
        "Grounds for a stop or a search",
        "from 1 April 2021 to 30 November 2025",
        "2,067 places of the class licensed-venue",
    ] {
        assert!(card.contains(said), "{said}\n{card}");
    }
    assert!(!card.contains("has not been shown to catch more"));
    let unproved = ModelFacts { back_tests: Vec::new(), equity: None, ..facts() };
    let card = texts(&model_card(&unproved, &Organisation::default()));
    assert!(
        card.contains("It has not been shown to catch more than a plain count") && card.contains("Not known: no layer")
    );
    let untried = ModelFacts { record: None, ..unproved };
    assert!(texts(&model_card(&untried, &Organisation::default())).contains("nothing is known of how well it does"));
}

#[test]
fn the_same_facts_make_the_same_bytes_and_data_make_no_marks() {
    for document in [model_card, transparency_record] {
        let made = || document(&facts(), &Organisation::default());
        assert_eq!(html(&made()), html(&made()));
        assert_eq!(markdown(&made()), markdown(&made()));
        assert!(html(&made()).contains("Essex &lt;Police&gt; &amp; | partners"));
        assert!(markdown(&made()).contains("Essex \\<Police\\> \\& \\| partners"));
        assert!(!html(&made()).contains("NaN") && !markdown(&made()).contains("NaN"));
    }
}
