use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::codes;
use super::event::{Agency, Class, Event, Planted, Spot};
use super::published::AsbType;
use super::rhythm::Rhythm;
use crate::incident::Provenance;
use crate::time::TimeWindow;

/// So many events of the background are recorded without coordinates: with a neighbourhood's code alone, or nothing.
const AREA_ONLY_FRACTION: f64 = 0.004;
const NOWHERE_FRACTION: f64 = 0.0008;

/// What is known of an event before it is reported.
pub(super) struct Happening {
    pub when: TimeWindow,
    pub class: Class,
    pub address: u32,
    pub neighbourhood: usize,
    pub agency: Agency,
    pub planted: Option<Planted>,
    pub rhythm: Rhythm,
}

/// Reports what happened: who told, which codes, who is vulnerable, and whether the place got lost.
pub(super) fn report(happening: Happening, rng: &mut ChaCha8Rng) -> Event {
    let Happening { when, class, address, neighbourhood, agency, planted, rhythm } = happening;
    let (opening_code, closing_code) = codes::draw(class, rng);
    let (provenance, reported_by) = told_by(agency, rhythm, rng);
    let place_lost: f64 = rng.random();
    let spot = match place_lost {
        _ if planted.is_some() => Spot::Address(address),
        lost if lost < NOWHERE_FRACTION => Spot::Unknown,
        lost if lost < NOWHERE_FRACTION + AREA_ONLY_FRACTION => Spot::Neighbourhood(neighbourhood),
        _ => Spot::Address(address),
    };
    Event {
        when,
        class,
        spot,
        agency,
        planted,
        opening_code,
        closing_code,
        grade: 4,
        provenance,
        reported_by,
        attended: (agency == Agency::Fire).then_some(true),
        repeat: false,
        vulnerable: rng.random_bool(vulnerable_fraction(class)),
        recorded_as: None,
        number: 0,
    }
}

fn vulnerable_fraction(class: Class) -> f64 {
    match class {
        Class::Asb(AsbType::Personal) => 0.22,
        Class::Asb(AsbType::Nuisance) => 0.04,
        Class::Crime(_) => 0.08,
        _ => 0.01,
    }
}

/// Patrols find more at night in town, where they are.
fn told_by(agency: Agency, rhythm: Rhythm, rng: &mut ChaCha8Rng) -> (Provenance, &'static str) {
    let officer = if rhythm == Rhythm::NightTime { 0.22 } else { 0.07 };
    let u: f64 = rng.random();
    let v: f64 = rng.random();
    match agency {
        Agency::Fire if u < 0.05 => (Provenance::Sensor, "fire alarm"),
        Agency::Fire => (Provenance::PublicReport, "999 call"),
        Agency::Council if u < 0.25 => (Provenance::Partner, "street warden"),
        Agency::Council => (Provenance::PublicReport, "council web form"),
        Agency::Police if u < officer => (Provenance::OfficerFound, "patrol"),
        Agency::Police if u < officer + 0.05 => {
            (Provenance::Partner, if v < 0.5 { "housing officer" } else { "bus operator" })
        }
        Agency::Police if u < officer + 0.065 => (Provenance::Sensor, "CCTV operator"),
        Agency::Police if v < 0.22 => (Provenance::PublicReport, "999 call"),
        Agency::Police if v < 0.8 => (Provenance::PublicReport, "101 call"),
        Agency::Police => (Provenance::PublicReport, "online form"),
    }
}
