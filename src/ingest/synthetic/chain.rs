use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::background::Draw;
use super::calibration::MONTHS;
use super::crime::{BURGLARY, found_later};
use super::event::{Agency, Class, Event, Planted};
use super::report::{Happening, report};
use super::rhythm::Rhythm;
use super::scene::Scene;

const BURGLARY_CHAINS: usize = 260;
const FIRE_CHAINS: usize = 30;
const DAY_S: i64 = 86_400;
/// A follow-up comes within this distance and so many days of the one before it: the usual bands of near-repeat studies
/// (Johnson et al. 2007, doi:10.1007/s10940-007-9025-3).
pub(super) const REACH_M: f64 = 200.0;
pub(super) const REACH_DAYS: i64 = 14;

/// Chains of near repeats: a burglary or a fire, then others close by soon after.
pub(super) fn happen(scene: &Scene, rng: &mut ChaCha8Rng) -> Vec<Event> {
    (0..BURGLARY_CHAINS + FIRE_CHAINS).flat_map(|chain| one(scene, chain, rng)).collect()
}

/// What the events of a chain are.
pub(super) fn class_of(chain: usize) -> Class {
    if chain < BURGLARY_CHAINS { Class::Crime(BURGLARY) } else { Class::DeliberateFire }
}

fn one(scene: &Scene, chain: usize, rng: &mut ChaCha8Rng) -> Vec<Event> {
    let class = class_of(chain);
    let (agency, rhythm) = match class {
        Class::DeliberateFire => (Agency::Fire, Rhythm::AfterDark),
        _ => (Agency::Police, Rhythm::Daytime),
    };
    // The longest chain lasts 65 days: one that begins three months before the end stays within the history.
    let month = rng.random_range(0..MONTHS - 3);
    let mut second = scene.calendar.minute(month, rhythm, rng);
    let mut address = scene.background.address(Draw::Homes, scene.area(rng), &scene.addresses, rng);
    let mut events = Vec::new();
    for _ in 0..rng.random_range(3..=6) {
        let when = if agency == Agency::Fire { Scene::minute(second) } else { found_later(scene, second, 6, rng) };
        let neighbourhood = scene.neighbourhood(address);
        let planted = Some(Planted::Chain(chain));
        events.push(report(Happening { when, class, address, neighbourhood, agency, planted, rhythm }, rng));
        // Whole days, and up to an hour either way, keep the time of day.
        second += rng.random_range(1..REACH_DAYS - 1) * DAY_S + rng.random_range(-60..=60) * 60;
        address = near(scene, address, rng);
    }
    events
}

/// Another address within [`REACH_M`]; the same one where there is no other.
fn near(scene: &Scene, address: u32, rng: &mut ChaCha8Rng) -> u32 {
    let at = scene.addresses.get(address).at;
    let others: Vec<u32> =
        scene.addresses.around(&scene.ground, at, REACH_M).filter(|&other| other != address).collect();
    if others.is_empty() { address } else { others[rng.random_range(0..others.len())] }
}
