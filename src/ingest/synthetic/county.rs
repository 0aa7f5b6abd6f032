use jiff::civil::Date;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustc_hash::FxHashMap;

use super::address::Addresses;
use super::attendance::{attend, name_neighbours};
use super::background::Background;
use super::calendar::Calendar;
use super::error::SyntheticError;
use super::event::{Agency, Class, Event, Spot};
use super::geography::Geography;
use super::published::PolicingArea;
use super::record::Recorder;
use super::site::Site;
use super::sites::plant;
use super::truth::Truth;
use super::{asb, chain, covid, crime, fire};
use crate::incident::Incident;
use crate::time::{CivilZone, TimeWindow};

const YEAR_S: i64 = 365 * 86_400;

/// The synthetic county: its ground, its incidents in the order of their start, and what was planted among them.
#[derive(Debug)]
pub struct County {
    scene: Scene,
    events: Vec<Event>,
    truth: Truth,
}

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

impl County {
    /// Makes the county: the same for the same seed, on every machine. About 390,000 incidents; under a second.
    pub fn make(seed: u64) -> Result<Self, SyntheticError> {
        let scene = Scene::set(seed)?;
        let mut events = asb::happen(&scene, &mut stream(seed, Part::Asb))?;
        events.extend(covid::happen(&scene, &mut stream(seed, Part::Covid))?);
        events.extend(crime::happen(&scene, &mut stream(seed, Part::Crime)));
        events.extend(fire::happen(&scene, &mut stream(seed, Part::Fire)));
        events.extend(chain::happen(&scene, &mut stream(seed, Part::Chains)));
        let rng = &mut stream(seed, Part::Response);
        name_neighbours(&mut events, &scene.sites, &scene.calendar, rng);
        attend(&mut events, &scene.calendar, rng);
        events.sort_by_key(|event| event.when);
        mark_repeats(&mut events);
        number(&mut events, &scene.zone);
        let truth = Truth::of(seed, &scene, &events);
        Ok(Self { scene, events, truth })
    }

    /// How many incidents there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The incidents as records, in the order of their start.
    pub fn incidents(&self) -> impl Iterator<Item = Incident<'_>> {
        let recorder = Recorder::new(&self.scene);
        self.events.iter().map(move |event| recorder.incident(event))
    }

    pub fn ground(&self) -> &Geography {
        &self.scene.ground
    }

    /// What was planted.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }
}

/// Parts of the making, each with random numbers of its own: a change in one leaves the others as they were.
#[derive(Clone, Copy)]
enum Part {
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

fn stream(seed: u64, part: Part) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(part as u64);
    rng
}

impl Scene {
    fn set(seed: u64) -> Result<Self, SyntheticError> {
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

/// Marks what happened where something of the same kind had happened within a year before.
fn mark_repeats(events: &mut [Event]) {
    let mut last: FxHashMap<u32, i64> = FxHashMap::default();
    for event in events.iter_mut().filter(|event| matches!(event.class, Class::Asb(_))) {
        let Spot::Address(address) = event.spot else { continue };
        let start = event.when.start();
        event.repeat = last.insert(address, start).is_some_and(|before| start - before <= YEAR_S);
    }
}

/// Numbers the logs: the police's incidents by the day, all others by the year.
fn number(events: &mut [Event], zone: &CivilZone) {
    let mut counters: FxHashMap<(Agency, bool, Date), u32> = FxHashMap::default();
    for event in events {
        let date = zone.civil(event.when.start()).date();
        let is_crime = matches!(event.class, Class::Crime(_));
        let daily = event.agency == Agency::Police && !is_crime;
        let page = if daily { date } else { date.first_of_year() };
        let counter = counters.entry((event.agency, is_crime, page)).or_default();
        *counter += 1;
        event.number = *counter;
    }
}
