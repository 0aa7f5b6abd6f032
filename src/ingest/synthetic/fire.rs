use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::background::Draw;
use super::calibration::{MONTHS, calendar_month};
use super::event::{Agency, Class, Event, Planted};
use super::report::{Happening, report};
use super::rhythm::Rhythm;
use super::scene::Scene;

/// Deliberate fires of the background in a month, before season.
const PER_MONTH: f64 = 88.0;

/// Deliberate fires: everywhere a little, at the planted co-locations much; around 5 November most.
pub(super) fn happen(scene: &Scene, rng: &mut ChaCha8Rng) -> Vec<Event> {
    let mut events = Vec::new();
    for month in 0..MONTHS {
        let season = Rhythm::AfterDark.season(calendar_month(month));
        let count = rounded(PER_MONTH * season, rng);
        for _ in 0..count {
            let draw = if rng.random_bool(0.3) { Draw::Edges } else { Draw::Streets };
            let address = scene.background.address(draw, scene.area(rng), &scene.addresses, rng);
            events.push(one(scene, month, address, None, rng));
        }
        for (index, site) in scene.sites.iter().enumerate() {
            for _ in 0..rounded(site.plan.fires_per_year / 12.0 * season, rng) {
                events.push(one(scene, month, site.address(rng), Some(Planted::Site(index)), rng));
            }
        }
    }
    events
}

/// A whole number whose mean is `expected`.
fn rounded(expected: f64, rng: &mut ChaCha8Rng) -> usize {
    (expected + rng.random::<f64>()) as usize
}

fn one(scene: &Scene, month: usize, address: u32, planted: Option<Planted>, rng: &mut ChaCha8Rng) -> Event {
    let rhythm = Rhythm::AfterDark;
    let happening = Happening {
        when: Scene::minute(scene.calendar.minute(month, rhythm, rng)),
        class: Class::DeliberateFire,
        address,
        neighbourhood: scene.neighbourhood(address),
        agency: Agency::Fire,
        planted,
        rhythm,
    };
    report(happening, rng)
}
