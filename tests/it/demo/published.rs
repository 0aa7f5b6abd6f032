//! Totals against the published tables.

use std::collections::HashMap;

use wherenext::incident::{Incident, Kind};
use wherenext::ingest::synthetic::{AsbType, JUNE_TO_MAY, PolicingArea, YEARS};
use wherenext::time::CivilZone;

use super::county;

/// Published figures are met within 1 %.
const TOLERANCE: f64 = 0.01;

fn assert_close(made: u32, published: u32, what: &str) {
    let error = (f64::from(made) - f64::from(published)).abs() / f64::from(published);
    assert!(error < TOLERANCE, "{what}: {made} made, {published} published");
}

/// The civil (year, month) of the middle of an incident's window.
fn month_of(incident: &Incident<'_>, zone: &CivilZone) -> (i16, i8) {
    let civil = zone.civil(incident.when.midpoint());
    (civil.year(), civil.month())
}

#[test]
fn years_types_and_attendance_are_as_published() {
    let zone = CivilZone::named("Europe/London").unwrap();
    let mut counts: HashMap<(i16, String), u32> = HashMap::new();
    for incident in county().incidents().filter(|incident| incident.category.kind() == Kind::AntiSocialBehaviour) {
        let (year, month) = month_of(&incident, &zone);
        let ending = year + i16::from(month > 3);
        let mut count = |what: &str| *counts.entry((ending, what.to_owned())).or_default() += 1;
        count("all");
        count(incident.category.class());
        if incident.attended == Some(true) {
            count("attended");
        }
        if incident.source.starts_with("Essex Police") {
            count("police");
        }
        if let Some((_, kind)) = incident.attributes.iter().find(|(name, _)| name == "recorded_as") {
            count(&format!("covid {kind}"));
        }
        if incident
            .attributes
            .iter()
            .any(|(name, code)| name == "closing_code" && code.ends_with("Nuisance neighbours"))
        {
            count("neighbours");
        }
    }
    for year in &YEARS {
        let count = |what: &str| counts.get(&(year.ending, what.to_owned())).copied().unwrap_or(0);
        let check =
            |what: &str, published: u32| assert_close(count(what), published, &format!("{} {what}", year.ending));
        check("all", year.incidents);
        check("police", year.incidents);
        check("attended", year.attended);
        check("neighbours", year.nuisance_neighbours);
        for (kind, published) in AsbType::ALL.into_iter().zip(year.by_type()) {
            check(kind.slug(), published);
        }
        assert_eq!(count("covid-breach"), year.covid_breaches);
    }
    for (kind, share) in AsbType::ALL.into_iter().zip(YEARS[5].shares) {
        let recorded = counts[&(2021, format!("covid {}", kind.slug()))];
        assert_close(recorded, (share * f64::from(YEARS[5].covid_breaches)) as u32, kind.slug());
    }
}

#[test]
fn policing_areas_are_as_published() {
    let zone = CivilZone::named("Europe/London").unwrap();
    let layer = &county().ground().layers().unwrap()[0];
    let mut counts: HashMap<(i16, usize, usize), u32> = HashMap::new();
    for incident in county().incidents() {
        let kind = AsbType::ALL.into_iter().position(|kind| kind.slug() == incident.category.class());
        let in_place = |place| layer.find(place);
        let district = incident.place.map_or_else(|| layer.resolve(incident.area_code.as_deref()?), in_place);
        let (Some(kind), Some(district)) = (kind, district) else { continue };
        let (year, month) = month_of(&incident, &zone);
        let area = PolicingArea::of_district(&layer.areas()[district].name).unwrap();
        *counts.entry((year + i16::from(month > 5), kind, area as usize)).or_default() += 1;
    }
    for (ending, by_type) in JUNE_TO_MAY {
        for (kind, by_area) in by_type.iter().enumerate() {
            for (area, &published) in by_area.iter().enumerate() {
                assert_close(counts[&(ending, kind, area)], published, &format!("to May {ending} {kind} {area}"));
            }
        }
    }
}
