use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::address::Addresses;
use super::background::Background;
use super::calendar::Calendar;
use super::error::SyntheticError;
use super::geography::Geography;
use super::published::PolicingArea;
use super::site::Site;
use super::sites::plant;
use crate::time::{CivilZone, TimeWindow};

/// Everything that incidents happen on.
#[derive(Debug)]
pub(super) struct Scene {
    pub ground: Geography,
    pub zone: CivilZone,
    pub calendar: Calendar,
    pub addresses: Addresses,
    pub background: Background,
    pub sites: Vec<Site>,
    /// Running sums of the residents of the policing areas, of all 1.
    residents: [f64; 3],
}

impl Scene {
    pub fn set(seed: u64) -> Result<Self, SyntheticError> {
        let ground = Geography::built_in()?;
        let zone = CivilZone::named("Europe/London").expect("the zone database is built in");
        let calendar = Calendar::new(&zone)?;
        let addresses = Addresses::strew(&ground, &mut stream(seed, Part::Addresses));
        let background = Background::new(&ground, &mut stream(seed, Part::Background))?;
        let sites = plant(&ground, &addresses, &background, &mut stream(seed, Part::Sites))?;
        let residents = residents(&ground);
        Ok(Self { ground, zone, calendar, addresses, background, sites, residents })
    }

    pub fn neighbourhood(&self, address: u32) -> usize {
        self.ground.places[self.addresses.get(address).place as usize].neighbourhood
    }

    /// A policing area by its residents.
    pub fn area(&self, rng: &mut ChaCha8Rng) -> PolicingArea {
        let u: f64 = rng.random();
        let [north, south, _] = self.residents;
        match u {
            u if u < north => PolicingArea::North,
            u if u < south => PolicingArea::South,
            _ => PolicingArea::West,
        }
    }

    /// The window of an incident logged to the minute.
    pub fn minute(second: i64) -> TimeWindow {
        TimeWindow::new(second, second + 60).expect("a minute has a positive length")
    }

    /// The civil day that `second` lies in: all that a daily log keeps.
    pub fn day_of(&self, second: i64) -> TimeWindow {
        self.zone.day(self.zone.civil(second).date())
    }
}

fn residents(ground: &Geography) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for (district, &area) in ground.districts.iter().zip(&ground.policing) {
        sums[area as usize] += district.population.unwrap_or_default();
    }
    let all: f64 = sums.iter().sum();
    [sums[0] / all, (sums[0] + sums[1]) / all, 1.0]
}

/// Parts of the making, each with random numbers of its own: a change in one leaves the others as they were.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Addresses,
    Background,
    Sites,
    Asb,
    Covid,
    Crime,
    Fire,
    Chains,
    Response,
}

pub(super) fn stream(seed: u64, part: Part) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(part as u64);
    rng
}
