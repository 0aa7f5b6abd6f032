//! Known layouts are told from their header, and come out as they should.

use std::path::Path;

use wherenext::incident::{Precision, Provenance};
use wherenext::space::LngLat;
use wherenext::time::CivilZone;

use super::made::{Kept, MadeFile, OUTCOMES_HEADER, STREET_HEADER, import, street, zip};

const ASB: &str = "|0.432440|51.638525|On or near Parking Area|E01021237|Anti-social behaviour|";
const BURGLARY: &str = "928d39ff|0.439541|51.639160|On or near High Street|E01021237|Burglary|Investigation complete; no suspect identified";

fn fixture(name: &str) -> Vec<Kept> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    import(&[&path], None).unwrap().list.incidents
}

#[test]
fn a_street_row_becomes_an_incident() {
    let file = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[BURGLARY]));
    let list = file.import().unwrap().list;
    let london = CivilZone::named("Europe/London").unwrap();
    let expected = Kept {
        id: Some("928d39ff".into()),
        category: "crime/burglary".into(),
        when: london.month(2021, 3).unwrap(),
        place: LngLat::new(0.439541, 51.63916).ok(),
        precision: Precision::MapPoint,
        key: Some("On or near High Street @ 0.439541,51.639160".into()),
        location: Some("On or near High Street".into()),
        area_code: Some("E01021237".into()),
        source: "Essex Police".into(),
        provenance: Provenance::Unknown,
        attended: None,
        repeat: false,
        vulnerable: false,
        outcome: Some("Investigation complete; no suspect identified".into()),
        attributes: vec![("Falls within".into(), "Essex Police".into()), ("LSOA name".into(), "Somewhere 001A".into())],
    };
    assert_eq!(list.incidents, [expected]);
    assert_eq!(list.files[0].slot.as_deref(), Some("data-police-uk-street 2021-03 essex"));
}

#[test]
fn identical_rows_are_distinct_incidents() {
    let file = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[ASB, ASB, ASB]));
    let imported = file.import().unwrap();
    assert_eq!(imported.list.incidents.len(), 3);
    assert_eq!(imported.summary.by_category, [("asb/unspecified".to_owned(), 3)].into());
}

#[test]
fn any_form_of_the_header_and_of_line_ends() {
    let plain = street("2018-03", &[BURGLARY, ASB]);
    let snake = STREET_HEADER.to_lowercase().replace(' ', "_");
    let quoted = format!("\"{}\"", STREET_HEADER.replace(',', "\",\""));
    let rows = plain.split_once('\n').unwrap().1;
    let mixed = format!("{snake}\r\n{}", rows.replacen('\n', "\r\n", 1));
    let expected = MadeFile::new("a.csv", &plain).import().unwrap().list.incidents;
    for (name, text) in [
        ("snake case", format!("{snake}\n{rows}")),
        ("quoted", format!("{quoted}\n{rows}")),
        ("a byte order mark", format!("\u{feff}{plain}")),
        ("CRLF", plain.replace('\n', "\r\n")),
        ("CR alone", plain.replace('\n', "\r")),
        ("mixed line ends", mixed),
        ("no line end at the end", plain.trim_end().to_owned()),
        ("blank lines", plain.replace('\n', "\n\n")),
    ] {
        let mut list = MadeFile::new("a.csv", text).import().unwrap().list.incidents;
        for kept in &mut list {
            // Attributes keep the names that the file has.
            kept.attributes = kept.attributes.iter().map(|(_, value)| ("".into(), value.clone())).collect();
        }
        let mut expected = expected.clone();
        for kept in &mut expected {
            kept.attributes = kept.attributes.iter().map(|(_, value)| ("".into(), value.clone())).collect();
        }
        assert_eq!(list, expected, "{name}");
    }
}

#[test]
fn without_coordinates_the_area_is_what_is_known() {
    let rows = [
        "1|||On or near High Street|E01021237|Burglary|",
        "2|||No Location||Drugs|",
        "3|0.5|51.7|On or near High Street|E01021237|Burglary|",
        "4|0.6|51.8|On or near High Street|E01021238|Burglary|",
    ];
    let imported = MadeFile::new("a.csv", street("2021-03", &rows)).import().unwrap();
    let list = &imported.list.incidents;
    assert_eq!(imported.summary.unlocated, 2);
    assert_eq!((list[0].precision, list[0].place), (Precision::Area, None));
    assert_eq!((list[1].precision, list[1].location.clone()), (Precision::None, None));
    assert_ne!(list[2].key, list[3].key, "two streets of one name");
}

#[test]
fn names_that_crime_types_had_before() {
    let rows = ["1|0.5|51.7|x|E01|Violent crime|", "2|0.5|51.7|x|E01|Public disorder and weapons|"];
    let list = MadeFile::new("a.csv", street("2012-03", &rows)).import().unwrap().list;
    assert_eq!(list.incidents[0].category, "crime/violence-and-sexual-offences");
    assert_eq!(list.incidents[1].category, "crime/public-disorder-and-weapons");
}

#[test]
fn an_archive_holds_streets_outcomes_and_what_is_ignored() {
    let outcomes =
        format!("{OUTCOMES_HEADER}\n928d39ff,2021-04,Essex Police,Essex Police,,,No location,,,Local resolution\n");
    let searches = "Type,Date,Part of a policing operation\nPerson search,2021-03-01T00:00:00+00:00,False\n";
    let archive = zip(&[
        ("2021-04/2021-04-essex-outcomes.csv", outcomes.as_bytes()),
        ("2021-03/2021-03-essex-stop-and-search.csv", searches.as_bytes()),
        ("2021-03/2021-03-essex-street.csv", street("2021-03", &[BURGLARY, ASB]).as_bytes()),
        ("readme.pdf", b"%PDF"),
        ("__MACOSX/2021-03/._2021-03-essex-street.csv", b"junk"),
    ]);
    let imported = MadeFile::new("archive.zip", archive).import().unwrap();
    let summary = &imported.summary;
    assert_eq!((summary.files, summary.ignored, summary.rows, summary.outcomes), (2, 3, 2, 1));
    let april = CivilZone::named("Europe/London").unwrap().month(2021, 4).unwrap();
    assert_eq!(imported.list.outcomes, [("928d39ff".into(), april.start(), "Local resolution".into())]);
    assert!(imported.list.files[0].name.ends_with("archive.zip!2021-03/2021-03-essex-street.csv"));
}

#[test]
fn a_control_rooms_log() {
    let list = fixture("storm.csv");
    assert_eq!(list.len(), 40);
    assert_eq!(list.iter().filter(|kept| kept.place.is_none()).count(), 2);
    let officers = list.iter().filter(|kept| kept.provenance == Provenance::OfficerFound).count();
    let reported = |how: &str| {
        let is_so = |(name, value): &(String, String)| name == "Reported By" && value == how;
        list.iter().filter(|kept| kept.attributes.iter().any(is_so)).count()
    };
    assert_eq!(officers, reported("Officer"));
    assert!(officers > 0);
    assert!(list.iter().all(|kept| kept.when.seconds() == 60 && kept.attended.is_some()));
    let unlocated = list.iter().find(|kept| kept.place.is_none()).unwrap();
    assert_eq!(unlocated.precision, Precision::Area);
    let covid = list.iter().find(|kept| kept.attributes.contains(&("Qualifier".into(), "COVID-19".into()))).unwrap();
    assert_eq!(covid.category, "asb/unspecified");
    assert!(list.iter().filter_map(|kept| kept.place).all(|at| (0.0..1.2).contains(&at.lng()) && at.lat() > 51.4));
}

#[test]
fn a_fire_services_incidents() {
    let list = fixture("incident_recording_system.csv");
    assert_eq!(list.len(), 30);
    assert!(list.iter().all(|kept| kept.attended == Some(true) && kept.when.seconds() == 1));
    assert!(list.iter().any(|kept| kept.category == "fire/deliberate"));
    assert!(list.iter().any(|kept| kept.category == "other/special-service"));
    assert!(list[0].attributes.iter().any(|(name, _)| name == "Time of Stop"));
}
