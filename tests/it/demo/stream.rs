//! The incidents as they come: the same for the same seed, each logged once, each where it says.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use wherenext::incident::{Kind, Precision};
use wherenext::ingest::synthetic::County;

use super::county;

#[test]
fn same_seed_same_county() {
    // The digest pins the county itself: it changes whenever the generator or its ground does, and on no other account.
    let all = digest(county(), usize::MAX);
    assert_eq!(all, "177752bd7a86727eb7b93cbe8b08a58bf83c4893d335e2c3a2726fe0c865c76b");
    assert_ne!(digest(county(), 1_000), digest(&County::make(2).unwrap(), 1_000));
}

fn digest(county: &County, incidents: usize) -> String {
    let mut hash = Sha256::new();
    for incident in county.incidents().take(incidents) {
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
