use super::attendance::{attend, name_neighbours};
use super::error::SyntheticError;
use super::event::Event;
use super::geography::Geography;
use super::log::{mark_repeats, number};
use super::record::Recorder;
use super::scene::{Part, Scene, stream};
use super::truth::Truth;
use super::{asb, chain, covid, crime, fire};
use crate::incident::Incident;

/// The synthetic county: its ground, its incidents in the order of their start, and what was planted among them.
#[derive(Debug)]
pub struct County {
    scene: Scene,
    events: Vec<Event>,
    truth: Truth,
}

impl County {
    /// Makes the county: the same for the same seed, on every machine. About 390,000 incidents.
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
