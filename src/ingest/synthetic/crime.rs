use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::background::Draw;
use super::calibration::MONTHS;
use super::event::{Agency, Class, Event, Planted};
use super::report::{Happening, report};
use super::rhythm::Rhythm;
use super::scene::Scene;
use super::site::{SiteKind, open};
use crate::time::TimeWindow;

/// About one in ten of the county's recorded crimes: enough to show, not so many that they drown the rest.
const PER_MONTH: f64 = 1_080.0;
const QUARTER_S: i64 = 900;

pub(super) const BURGLARY: &str = "burglary";

/// One class of data.police.uk: its slug, share, place, hours, share at planted night spots, and how far apart its window's
/// ends may lie in hours (0: the minute is known).
struct Kind {
    class: &'static str,
    share: f64,
    draw: Draw,
    rhythm: Rhythm,
    at_night_spots: f64,
    window_h: i64,
}

const KINDS: [Kind; 13] = [
    kind("violence-and-sexual-offences", 0.36, Draw::Streets, Rhythm::Residential, 0.12, 0),
    kind("criminal-damage-and-arson", 0.12, Draw::Streets, Rhythm::Residential, 0.03, 8),
    kind("vehicle-crime", 0.10, Draw::Homes, Rhythm::AfterDark, 0.0, 9),
    kind("public-order", 0.09, Draw::Streets, Rhythm::Residential, 0.16, 0),
    kind("other-theft", 0.08, Draw::Streets, Rhythm::Daytime, 0.04, 4),
    kind("shoplifting", 0.08, Draw::Centres, Rhythm::Daytime, 0.0, 0),
    kind(BURGLARY, 0.07, Draw::Homes, Rhythm::Daytime, 0.0, 9),
    kind("drugs", 0.03, Draw::Streets, Rhythm::Residential, 0.1, 0),
    kind("other-crime", 0.02, Draw::Streets, Rhythm::Daytime, 0.0, 0),
    kind("bicycle-theft", 0.015, Draw::Centres, Rhythm::Daytime, 0.0, 6),
    kind("theft-from-the-person", 0.013, Draw::Centres, Rhythm::NightTime, 0.4, 1),
    kind("robbery", 0.012, Draw::Streets, Rhythm::Residential, 0.1, 0),
    kind("possession-of-weapons", 0.01, Draw::Streets, Rhythm::Residential, 0.1, 0),
];

const fn kind(class: &'static str, share: f64, draw: Draw, rhythm: Rhythm, at_night_spots: f64, window_h: i64) -> Kind {
    Kind { class, share, draw, rhythm, at_night_spots, window_h }
}

/// Crimes of the background and of the planted night-time economies; near-repeat chains come on top.
pub(super) fn happen(scene: &Scene, rng: &mut ChaCha8Rng) -> Vec<Event> {
    let nights: Vec<usize> = (0..scene.sites.len())
        .filter(|&index| {
            scene.sites[index].plan.kind == SiteKind::HotSpot && scene.sites[index].plan.rhythm == Rhythm::NightTime
        })
        .collect();
    let mut events = Vec::new();
    for month in 0..MONTHS {
        for kind in &KINDS {
            let expected = PER_MONTH * kind.share * open(kind.rhythm, month).max(0.4);
            // Rounded up as often as its fraction says, so that rare classes keep their share.
            let count = (expected + rng.random::<f64>()) as usize;
            events.extend((0..count).map(|_| one(scene, kind, month, &nights, rng)));
        }
    }
    events
}

fn one(scene: &Scene, kind: &Kind, month: usize, nights: &[usize], rng: &mut ChaCha8Rng) -> Event {
    let site =
        (!nights.is_empty() && rng.random_bool(kind.at_night_spots)).then(|| nights[rng.random_range(0..nights.len())]);
    let (address, rhythm) = match site {
        Some(index) => (scene.sites[index].address(rng), Rhythm::NightTime),
        None => (scene.background.address(kind.draw, scene.area(rng), &scene.addresses, rng), kind.rhythm),
    };
    let start = scene.calendar.minute(month, rhythm, rng);
    let happening = Happening {
        when: found_later(scene, start, kind.window_h, rng),
        class: Class::Crime(kind.class),
        address,
        neighbourhood: scene.neighbourhood(address),
        agency: Agency::Police,
        planted: site.map(Planted::Site),
        rhythm,
    };
    report(happening, rng)
}

/// The window in which it must have happened: nobody saw it, somebody left before and came back after. One in twelve was
/// away for days.
pub(super) fn found_later(scene: &Scene, second: i64, window_h: i64, rng: &mut ChaCha8Rng) -> TimeWindow {
    if window_h == 0 {
        return Scene::minute(second);
    }
    let longest = if rng.random_bool(1.0 / 12.0) { 4 * window_h } else { window_h };
    let quarters = longest * 3600 / QUARTER_S / 2;
    let quarter = second.div_euclid(QUARTER_S);
    let start = (quarter - rng.random_range(0..=quarters)) * QUARTER_S;
    let end = (quarter + 1 + rng.random_range(0..=quarters)) * QUARTER_S;
    let window = TimeWindow::new(start, end).expect("the end lies at least a quarter of an hour after the start");
    scene.calendar.clip(window).expect("the second lies in the history")
}
