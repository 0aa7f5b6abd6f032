//! Small indexes for tests.

use geo_types::Rect;

use super::build::Index;
use crate::incident::{
    Category, Dictionaries, IncidentRow, IncidentsBuilder, Kind, LocationText, Precision, Provenance,
};
use crate::space::{Area, AreaLayer, LngLat, StudyArea};
use crate::time::{CivilZone, TimeWindow};

/// 2024-01-01T00:00Z, a Monday.
pub const MONDAY_S: i64 = 1_704_067_200;

pub fn place(lng: f64, lat: f64) -> LngLat {
    LngLat::new(lng, lat).unwrap()
}

/// An incident of `minutes` after [`MONDAY_S`], a minute long.
pub fn incident(id: u32, place: Option<LngLat>, minutes: i64) -> IncidentRow {
    let start = MONDAY_S + minutes * 60;
    IncidentRow {
        id,
        when: TimeWindow::new(start, start + 60).unwrap(),
        place,
        precision: if place.is_some() { Precision::Exact } else { Precision::Area },
        location: None,
        area_code: None,
        category: 0,
        source: 0,
        provenance: Provenance::PublicReport,
        attended: None,
        repeat: false,
        vulnerable: false,
        outcome: None,
    }
}

/// Two categories, two sources, an area code and three locations; two districts W and E that share the meridian 0.5, in a box
/// from 0.2, 51.6 to 0.8, 51.9. The lookup takes area code `L1` to E.
pub fn index(rows: &[IncidentRow]) -> Index {
    let mut builder = IncidentsBuilder::default();
    rows.iter().for_each(|&row| builder.push(row));
    let dictionaries = Dictionaries {
        categories: vec![
            Category::new(Kind::AntiSocialBehaviour, "nuisance").unwrap(),
            Category::new(Kind::Crime, "burglary").unwrap(),
        ],
        sources: vec!["Essex Police".into(), "Council".into()],
        outcomes: vec![],
        area_codes: vec!["L1".into()],
        locations: ["a", "b", "c"].map(|key| LocationText { key: key.into(), text: format!("At {key}").into() }).into(),
    };
    let layer = districts();
    let study_area = StudyArea::from_layer(&layer).unwrap();
    let zone = CivilZone::named("Europe/London").unwrap();
    let incidents = builder.build(dictionaries, zone, study_area.projection().clone()).unwrap();
    Index::build(incidents, vec![layer], study_area)
}

fn districts() -> AreaLayer {
    let area = |code: &str, west, east| Area {
        code: code.into(),
        name: format!("District {code}"),
        population: Some(1000.0),
        deprivation: None,
        shape: Rect::new((west, 51.6), (east, 51.9)).to_polygon().into(),
    };
    let lookup = vec![("L1".to_owned(), "E".to_owned())];
    AreaLayer::new("district".into(), vec![area("W", 0.2, 0.5), area("E", 0.5, 0.8)], lookup).unwrap()
}

/// Pseudo-random numbers in 0..1, the same every time (a Weyl sequence, scrambled).
pub fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
