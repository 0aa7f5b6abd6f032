use serde::Serialize;

use super::address;
use super::calendar::year_and_month;
use super::chain::{REACH_DAYS, REACH_M, class_of};
use super::codes::NUISANCE_NEIGHBOUR;
use super::event::{Class, Event, Planted, Spot};
use super::published::{AsbType, YEARS};
use super::record::Recorder;
use super::scene::Scene;
use super::site::{Site, SiteKind};

/// What the county says of itself, in the truth file and wherever its data are shown.
pub const NOTICE: &str = "SYNTHETIC: every incident, address and log number of this county is made up. Only the ground \
     (districts, neighbourhoods, towns, postcode places) is real, under the Open Government Licence v3.0.";

/// What was planted in the county: the answers that an analysis should find.
#[derive(Debug, Serialize)]
pub struct Truth {
    pub notice: &'static str,
    pub seed: u64,
    pub incidents: usize,
    pub years: Vec<YearTruth>,
    pub hot_spots: Vec<PlaceTruth>,
    pub emerging_hot_spot: Vec<PlaceTruth>,
    /// Anti-social behaviour and deliberate fires in one place.
    pub co_locations: Vec<PlaceTruth>,
    pub schools: Vec<PlaceTruth>,
    pub repeat_addresses: Vec<AddressTruth>,
    pub near_repeat_chains: Vec<ChainTruth>,
}

/// The incidents of anti-social behaviour of a year from April to March.
#[derive(Debug, Serialize)]
pub struct YearTruth {
    pub ending_march: i16,
    pub published: u32,
    pub made: u32,
    pub attended: u32,
    pub nuisance: u32,
    pub environmental: u32,
    pub personal: u32,
    pub covid_breaches: u32,
    pub nuisance_neighbours: u32,
}

#[derive(Debug, Serialize)]
pub struct PlaceTruth {
    pub name: String,
    pub lng: f64,
    pub lat: f64,
    pub radius_m: f64,
    /// Expected incidents of anti-social behaviour in an ordinary year.
    pub weight_per_year: f64,
    /// Which hours, in words of the generator.
    pub rhythm: String,
    /// First and last month, `YYYY-MM`.
    pub from: String,
    pub to: String,
    /// Incidents planted there, on top of the background.
    pub asb: u32,
    pub crimes: u32,
    pub fires: u32,
}

#[derive(Debug, Serialize)]
pub struct AddressTruth {
    pub key: String,
    pub text: String,
    pub lng: f64,
    pub lat: f64,
    pub from: String,
    pub to: String,
    pub asb: u32,
}

#[derive(Debug, Serialize)]
pub struct ChainTruth {
    pub category: String,
    /// Each lies within so many metres and days of the one before.
    pub within_m: f64,
    pub within_days: i64,
    /// Log numbers in the order of time.
    pub external_ids: Vec<String>,
}

/// Incidents planted at a site.
#[derive(Clone, Copy, Default)]
struct Tally {
    asb: u32,
    crimes: u32,
    fires: u32,
}

impl Truth {
    pub(super) fn of(seed: u64, scene: &Scene, events: &[Event]) -> Self {
        let tallies = tally(scene, events);
        let places = |kind: SiteKind| -> Vec<PlaceTruth> {
            let of_kind = scene.sites.iter().zip(&tallies).filter(|(site, _)| site.plan.kind == kind);
            of_kind.map(|(site, tally)| place(site, *tally)).collect()
        };
        let addresses = scene.sites.iter().zip(&tallies).filter(|(site, _)| site.plan.kind == SiteKind::RepeatAddress);
        Self {
            notice: NOTICE,
            seed,
            incidents: events.len(),
            years: (0..YEARS.len()).map(|year| year_truth(year, scene, events)).collect(),
            hot_spots: places(SiteKind::HotSpot),
            emerging_hot_spot: places(SiteKind::Emerging),
            co_locations: places(SiteKind::CoLocation),
            schools: places(SiteKind::School),
            repeat_addresses: addresses.map(|(site, tally)| address_truth(site, *tally, scene)).collect(),
            near_repeat_chains: chains(scene, events),
        }
    }
}

fn tally(scene: &Scene, events: &[Event]) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); scene.sites.len()];
    for event in events {
        let Some(Planted::Site(site)) = event.planted else { continue };
        match event.class {
            Class::Asb(_) | Class::CovidBreach => tallies[site].asb += 1,
            Class::Crime(_) => tallies[site].crimes += 1,
            Class::DeliberateFire => tallies[site].fires += 1,
        }
    }
    tallies
}

fn place(site: &Site, tally: Tally) -> PlaceTruth {
    PlaceTruth {
        name: site.plan.name.clone(),
        lng: site.plan.centre.lng(),
        lat: site.plan.centre.lat(),
        radius_m: site.plan.radius_m,
        weight_per_year: site.plan.per_year.iter().sum(),
        rhythm: format!("{:?}", site.plan.rhythm),
        from: month_name(site.plan.months.start),
        to: month_name(site.plan.months.end - 1),
        asb: tally.asb,
        crimes: tally.crimes,
        fires: tally.fires,
    }
}

fn address_truth(site: &Site, tally: Tally, scene: &Scene) -> AddressTruth {
    let number = site.first_address();
    AddressTruth {
        key: address::key(number),
        text: address::text(scene.addresses.get(number), &scene.ground),
        lng: site.plan.centre.lng(),
        lat: site.plan.centre.lat(),
        from: month_name(site.plan.months.start),
        to: month_name(site.plan.months.end - 1),
        asb: tally.asb,
    }
}

fn month_name(month: usize) -> String {
    let (year, number) = year_and_month(month);
    format!("{year}-{number:02}")
}

fn year_truth(year: usize, scene: &Scene, events: &[Event]) -> YearTruth {
    let published = &YEARS[year];
    let of_year: Vec<&Event> = events
        .iter()
        .filter(|event| matches!(event.class, Class::Asb(_) | Class::CovidBreach))
        .filter(|event| scene.calendar.month_of(event.when.start()).is_some_and(|month| month / 12 == year))
        .collect();
    let count = |wanted: &dyn Fn(&Event) -> bool| of_year.iter().filter(|event| wanted(event)).count() as u32;
    YearTruth {
        ending_march: published.ending,
        published: published.incidents,
        made: count(&|_| true),
        attended: count(&|event| event.attended == Some(true)),
        nuisance: count(&|event| event.class == Class::Asb(AsbType::Nuisance)),
        environmental: count(&|event| event.class == Class::Asb(AsbType::Environmental)),
        personal: count(&|event| event.class == Class::Asb(AsbType::Personal)),
        covid_breaches: count(&|event| event.class == Class::CovidBreach),
        nuisance_neighbours: count(&|event| event.closing_code == NUISANCE_NEIGHBOUR),
    }
}

fn chains(scene: &Scene, events: &[Event]) -> Vec<ChainTruth> {
    let recorder = Recorder::new(scene);
    let mut chains: Vec<ChainTruth> = Vec::new();
    for event in events {
        let Some(Planted::Chain(chain)) = event.planted else { continue };
        while chains.len() <= chain {
            let category = class_of(chains.len()).category().to_string();
            let external_ids = Vec::new();
            chains.push(ChainTruth { category, within_m: REACH_M, within_days: REACH_DAYS, external_ids });
        }
        if let Spot::Address(_) = event.spot {
            chains[chain].external_ids.push(recorder.reference(event));
        }
    }
    chains
}
