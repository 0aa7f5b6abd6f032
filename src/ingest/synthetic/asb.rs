use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::background::Draw;
use super::calibration::{calendar_month, monthly_counts};
use super::error::SyntheticError;
use super::event::{Agency, Class, Event, Planted};
use super::published::{AsbType, PolicingArea};
use super::report::{Happening, report};
use super::rhythm::Rhythm;
use super::scene::Scene;

/// Planted places never take more than this of a month's incidents of a type.
const MOST_PLANTED: f64 = 0.6;
/// The council logs so much of the environmental anti-social behaviour in its own district. It stays below 1 % of the
/// county's total, so that the police's own figures hold as well.
const COUNCIL_FRACTION: f64 = 0.45;
const COUNCIL_DISTRICT: &str = "Colchester";

/// All incidents of anti-social behaviour but COVID breaches, as many as were published.
pub(super) fn happen(scene: &Scene, rng: &mut ChaCha8Rng) -> Result<Vec<Event>, SyntheticError> {
    let council = scene.ground.districts.iter().position(|area| area.name == COUNCIL_DISTRICT);
    let mut events = Vec::new();
    for (kind, of_kind) in AsbType::ALL.into_iter().zip(monthly_counts()) {
        for (area, of_area) in PolicingArea::ALL.into_iter().zip(of_kind) {
            for (month, count) in of_area.into_iter().enumerate() {
                let planted = Expected::of(scene, kind, area, month, count);
                for _ in 0..count {
                    events.push(one(scene, kind, area, month, &planted, council, rng));
                }
            }
        }
    }
    Ok(events)
}

/// Which share of a month's incidents each site takes.
struct Expected {
    /// (running sum of shares, site), ascending.
    sites: Vec<(f64, usize)>,
}

impl Expected {
    fn of(scene: &Scene, kind: AsbType, area: PolicingArea, month: usize, count: u32) -> Self {
        let in_area = scene.sites.iter().enumerate().filter(|(_, site)| site.plan.area == area);
        let shares: Vec<(f64, usize)> = in_area
            .map(|(index, site)| (site.expected(kind, month) / f64::from(count.max(1)), index))
            .filter(|&(share, _)| share > 0.0)
            .collect();
        let all: f64 = shares.iter().map(|(share, _)| share).sum();
        let scale = if all > MOST_PLANTED { MOST_PLANTED / all } else { 1.0 };
        let mut sum = 0.0;
        let sites = shares
            .into_iter()
            .map(|(share, index)| {
                sum += share * scale;
                (sum, index)
            })
            .collect();
        Self { sites }
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> Option<usize> {
        let u: f64 = rng.random();
        let position = self.sites.partition_point(|&(sum, _)| sum <= u);
        self.sites.get(position).map(|&(_, index)| index)
    }
}

fn one(
    scene: &Scene,
    kind: AsbType,
    area: PolicingArea,
    month: usize,
    planted: &Expected,
    council: Option<usize>,
    rng: &mut ChaCha8Rng,
) -> Event {
    let site = planted.draw(rng);
    let (address, rhythm) = match site {
        Some(index) => (scene.sites[index].address(rng), scene.sites[index].plan.rhythm),
        None => {
            let (draw, rhythm) = manner(kind, month, rng);
            (scene.background.address(draw, area, &scene.addresses, rng), rhythm)
        }
    };
    let neighbourhood = scene.neighbourhood(address);
    let in_council = council == Some(scene.ground.district_of[neighbourhood]);
    let agency = if kind == AsbType::Environmental && in_council && rng.random_bool(COUNCIL_FRACTION) {
        Agency::Council
    } else {
        Agency::Police
    };
    let start = scene.calendar.minute(month, rhythm, rng);
    let when = if agency == Agency::Council { scene.day_of(start) } else { Scene::minute(start) };
    let class = Class::Asb(kind);
    report(Happening { when, class, address, neighbourhood, agency, planted: site.map(Planted::Site), rhythm }, rng)
}

/// Where and when an incident of the background happens.
fn manner(kind: AsbType, month: usize, rng: &mut ChaCha8Rng) -> (Draw, Rhythm) {
    let u: f64 = rng.random();
    let summer = Rhythm::Outdoors.season(calendar_month(month)) / 10.0;
    match kind {
        AsbType::Nuisance if u < summer => (Draw::Streets, Rhythm::Outdoors),
        AsbType::Nuisance if u < summer + 0.12 => (Draw::Centres, Rhythm::NightTime),
        AsbType::Nuisance if u < summer + 0.2 => (Draw::Streets, Rhythm::AfterSchool),
        AsbType::Nuisance => (Draw::Streets, Rhythm::Residential),
        AsbType::Environmental if u < 0.2 => (Draw::Edges, Rhythm::Morning),
        AsbType::Environmental if u < 0.55 => (Draw::Streets, Rhythm::Morning),
        AsbType::Environmental => (Draw::Homes, Rhythm::Residential),
        AsbType::Personal if u < 0.2 => (Draw::Streets, Rhythm::Daytime),
        AsbType::Personal => (Draw::Homes, Rhythm::Residential),
    }
}
