//! The synthetic county holds what was published, stays the same, and hides what it says it hides.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use wherenext::incident::{Incident, Kind, Precision};
use wherenext::ingest::synthetic::{AsbType, County, JUNE_TO_MAY, PolicingArea, YEARS};
use wherenext::time::CivilZone;

/// Published figures are met within 1 %.
const TOLERANCE: f64 = 0.01;

fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    COUNTY.get_or_init(|| County::make(1).unwrap())
}

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

#[test]
fn same_seed_same_county() {
    // The digest pins the county itself: it changes whenever the generator does, and on no other account.
    let first = digest(county());
    assert_eq!(first, "6d5c017a4e3c6819100333a2362653c6accbda9298e1a9e13dcb430dca7b3d02");
    assert_ne!(first, digest(&County::make(2).unwrap()));
}

fn digest(county: &County) -> String {
    let mut hash = Sha256::new();
    for incident in county.incidents() {
        hash.update(incident.external_id.as_deref().unwrap_or_default());
        hash.update(incident.category.class());
        hash.update(incident.when.start().to_le_bytes());
        hash.update(incident.when.end().to_le_bytes());
        let place = incident.place.map_or([0.0; 2], |place| [place.lng(), place.lat()]);
        place.iter().for_each(|degrees| hash.update(degrees.to_bits().to_le_bytes()));
        incident.location.iter().for_each(|location| hash.update(&*location.text));
        incident.attributes.iter().for_each(|(_, value)| hash.update(&**value));
        hash.update([u8::from(incident.attended == Some(true)), u8::from(incident.repeat)]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn three_agencies_log_each_incident_once() {
    let mut references = HashSet::new();
    let mut kinds: HashMap<Kind, usize> = HashMap::new();
    let mut sources = HashSet::new();
    let (mut unlocated, mut windows) = (0, 0);
    for incident in county().incidents() {
        let reference = incident.external_id.as_deref().unwrap().to_owned();
        assert!(references.insert((incident.source.to_string(), reference)));
        *kinds.entry(incident.category.kind()).or_default() += 1;
        assert!(incident.source.contains("synthetic"));
        assert!(incident.location.as_ref().is_none_or(|location| location.text.ends_with("(synthetic)")));
        assert_eq!(incident.place.is_some(), incident.precision == Precision::Exact);
        sources.insert(incident.source.into_owned());
        unlocated += usize::from(incident.place.is_none());
        windows += usize::from(incident.when.seconds() > 3_600);
    }
    assert_eq!(sources.len(), 3);
    assert!((300_000..306_000).contains(&kinds[&Kind::AntiSocialBehaviour]));
    assert!((60_000..100_000).contains(&kinds[&Kind::Crime]));
    assert!((6_000..9_000).contains(&kinds[&Kind::Fire]));
    assert!((500..5_000).contains(&unlocated), "{unlocated}");
    assert!(windows > 10_000, "{windows}");
}

#[test]
fn incidents_lie_in_the_neighbourhood_they_name() {
    let layer = &county().ground().layers().unwrap()[2];
    let located = county().incidents().filter_map(|incident| Some((incident.place?, incident.area_code?)));
    let (mut all, mut elsewhere) = (0, 0);
    for (place, code) in located {
        all += 1;
        elsewhere += usize::from(layer.find(place) != layer.by_code(&code));
    }
    assert!(elsewhere * 1_000 < all, "{elsewhere} of {all}");
}

#[test]
fn the_truth_file_tells_everything() {
    let truth = county().truth();
    assert!(truth.notice.starts_with("SYNTHETIC"));
    assert_eq!((truth.incidents, truth.years.len()), (county().len(), YEARS.len()));
    assert_eq!((truth.hot_spots.len(), truth.emerging_hot_spot.len(), truth.co_locations.len()), (30, 1, 12));
    assert_eq!((truth.repeat_addresses.len(), truth.near_repeat_chains.len()), (200, 290));
    let mut keys: HashMap<String, u32> = HashMap::new();
    let mut references = HashSet::new();
    for incident in county().incidents() {
        if let Some(location) = &incident.location {
            *keys.entry(location.key.to_string()).or_default() += 1;
        }
        references.insert(incident.external_id.unwrap_or_default().into_owned());
    }
    for address in &truth.repeat_addresses {
        assert!(address.asb >= 25 && keys[&address.key] >= address.asb, "{address:?}");
    }
    for chain in &truth.near_repeat_chains {
        assert!(chain.external_ids.len() >= 3 && chain.external_ids.iter().all(|id| references.contains(id)));
    }
    let emerging = &truth.emerging_hot_spot[0];
    assert_eq!((emerging.from.as_str(), emerging.to.as_str()), ("2020-04", "2021-03"));
    assert!(truth.hot_spots.iter().all(|spot| spot.asb > 400));
    assert!(truth.co_locations.iter().all(|site| site.asb > 300 && site.fires > 50));
}
