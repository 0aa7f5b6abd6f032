//! The truth file tells what was planted, and the incidents bear it out.

use std::collections::HashMap;

use wherenext::incident::Incident;
use wherenext::ingest::synthetic::YEARS;
use wherenext::space::Projection;

use super::county;

#[test]
fn the_truth_file_tells_everything() {
    let truth = county().truth();
    assert!(truth.notice.starts_with("SYNTHETIC"));
    assert_eq!((truth.incidents, truth.years.len()), (county().len(), YEARS.len()));
    assert_eq!((truth.hot_spots.len(), truth.emerging_hot_spot.len(), truth.co_locations.len()), (30, 1, 12));
    assert_eq!((truth.repeat_addresses.len(), truth.near_repeat_chains.len()), (200, 290));
    let mut keys: HashMap<String, u32> = HashMap::new();
    for location in county().incidents().filter_map(|incident| incident.location) {
        *keys.entry(location.key.into_owned()).or_default() += 1;
    }
    for address in &truth.repeat_addresses {
        assert!(address.asb >= 25 && keys[&address.key] >= address.asb, "{address:?}");
    }
    let emerging = &truth.emerging_hot_spot[0];
    assert_eq!((emerging.from.as_str(), emerging.to.as_str()), ("2020-04", "2021-03"));
    assert!(truth.hot_spots.iter().all(|spot| spot.asb > 400));
    assert!(truth.co_locations.iter().all(|site| site.asb > 300 && site.fires > 50));
}

#[test]
fn links_of_a_chain_are_near_and_soon() {
    let by_reference: HashMap<String, Incident<'_>> = county()
        .incidents()
        .filter(|incident| incident.category.class() == "burglary" || incident.category.class() == "deliberate")
        .map(|incident| (incident.external_id.clone().unwrap_or_default().into_owned(), incident))
        .collect();
    for chain in &county().truth().near_repeat_chains {
        assert!(chain.external_ids.len() >= 3);
        let links: Vec<_> = chain.external_ids.iter().map(|id| &by_reference[id]).collect();
        for pair in links.windows(2) {
            let [first, second] = [pair[0], pair[1]].map(|incident| incident.place.unwrap());
            let projection = Projection::for_place(first);
            let apart = projection.forward(first).distance(projection.forward(second));
            // The generator measures with one scale for the whole county, 1.4 % off at most.
            assert!(apart.0 <= 1.015 * chain.within_m, "{apart:?}");
            let days = (pair[1].when.midpoint() - pair[0].when.midpoint()) as f64 / 86_400.0;
            assert!((0.0..=chain.within_days as f64 + 1.0).contains(&days), "{days} days");
        }
    }
}
