use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

use super::background::Draw;
use super::error::SyntheticError;
use super::event::{Agency, Class, Event};
use super::published::{AsbType, YEARS};
use super::report::{Happening, report};
use super::rhythm::Rhythm;
use super::scene::Scene;
use super::site::COVID_YEAR;

/// Breaches by month from April 2020: high in the lockdowns of spring, November and winter.
const MONTHLY: [f64; 12] = [22.0, 16.0, 7.0, 3.0, 3.0, 5.0, 7.0, 9.0, 6.0, 12.0, 9.0, 6.0];

/// Breaches of the COVID-19 rules, as many as were published; each also carries the type it was recorded under.
pub(super) fn happen(scene: &Scene, rng: &mut ChaCha8Rng) -> Result<Vec<Event>, SyntheticError> {
    let published = &YEARS[COVID_YEAR / 12];
    let months = WeightedAliasIndex::new(MONTHLY.to_vec()).map_err(|_| SyntheticError::Empty("months"))?;
    let mut events = Vec::new();
    for number in 0..published.covid_breaches {
        let month = COVID_YEAR + months.sample(rng);
        let area = scene.area(rng);
        let (draw, rhythm) = match rng.random::<f64>() {
            u if u < 0.35 => (Draw::Streets, Rhythm::Outdoors),
            u if u < 0.45 => (Draw::Centres, Rhythm::Daytime),
            _ => (Draw::Homes, Rhythm::Residential),
        };
        let address = scene.background.address(draw, area, &scene.addresses, rng);
        let happening = Happening {
            when: Scene::minute(scene.calendar.minute(month, rhythm, rng)),
            class: Class::CovidBreach,
            address,
            neighbourhood: scene.neighbourhood(address),
            agency: Agency::Police,
            planted: None,
            rhythm,
        };
        let mut event = report(happening, rng);
        event.recorded_as =
            Some(recorded_as(f64::from(number) / f64::from(published.covid_breaches), &published.shares));
        events.push(event);
    }
    Ok(events)
}

/// The type at `fraction` of the way through the shares: their exact split over all breaches.
fn recorded_as(fraction: f64, shares: &[f64; 3]) -> AsbType {
    match fraction {
        f if f < shares[0] => AsbType::Nuisance,
        f if f < shares[0] + shares[1] => AsbType::Environmental,
        _ => AsbType::Personal,
    }
}
