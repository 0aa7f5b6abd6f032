use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::address::Addresses;
use super::background::{Background, Draw};
use super::calibration::MONTHS;
use super::error::SyntheticError;
use super::geography::Geography;
use super::ground::{distance2, within};
use super::places::Place;
use super::published::PolicingArea;
use super::rhythm::Rhythm;
use super::site::{COVID_YEAR, Site, SiteKind, SitePlan};
use super::spots::TOWN_SPOTS;
use crate::space::LngLat;

const ESTATES: usize = 10;
const CO_LOCATIONS: usize = 12;
const SCHOOLS: usize = 90;
const REPEAT_ADDRESSES: usize = 200;
/// Planted places (but schools and single addresses) keep this apart, so that each can be found on its own.
const GAP_M: f64 = 1_500.0;
/// A site needs streets: at least so many postcode places within its radius.
const FEWEST_PLACES: usize = 7;
/// Shares of nuisance, environmental and personal incidents in a public place, and at one address.
const PUBLIC: [f64; 3] = [0.86, 0.09, 0.05];
const ADDRESS: [f64; 3] = [0.68, 0.07, 0.25];

/// Chooses every planted place, the same for the same seed.
pub(super) fn plant(
    ground: &Geography,
    addresses: &Addresses,
    background: &Background,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<Site>, SyntheticError> {
    let mut planter = Planter { ground, addresses, background, sites: Vec::new() };
    planter.town_spots()?;
    for number in 1..=ESTATES {
        planter.strewn(SiteKind::HotSpot, number, rng)?;
    }
    planter.strewn(SiteKind::Emerging, 1, rng)?;
    for number in 1..=CO_LOCATIONS {
        planter.strewn(SiteKind::CoLocation, number, rng)?;
    }
    for number in 1..=SCHOOLS {
        planter.school(number, rng)?;
    }
    for number in 1..=REPEAT_ADDRESSES {
        planter.repeat_address(number, rng)?;
    }
    Ok(planter.sites)
}

struct Planter<'a> {
    ground: &'a Geography,
    addresses: &'a Addresses,
    background: &'a Background,
    sites: Vec<Site>,
}

impl Planter<'_> {
    fn town_spots(&mut self) -> Result<(), SyntheticError> {
        for spot in &TOWN_SPOTS {
            let town = self.ground.towns.iter().find(|town| town.name == spot.town);
            let centre = town.ok_or(SyntheticError::Town(spot.town))?.centre;
            let plan = SitePlan {
                kind: SiteKind::HotSpot,
                name: format!("{} town centre", spot.town),
                centre,
                radius_m: spot.radius_m,
                area: self.area_at(centre)?,
                rhythm: spot.rhythm,
                per_year: PUBLIC.map(|share| share * spot.per_year),
                fires_per_year: 0.0,
                months: 0..MONTHS,
            };
            self.sites.push(plan.over(self.ground, self.addresses)?);
        }
        Ok(())
    }

    /// A hot spot, an emerging one or a co-location, on its own among homes.
    fn strewn(&mut self, kind: SiteKind, number: usize, rng: &mut ChaCha8Rng) -> Result<(), SyntheticError> {
        let (name, rhythm, radius_m, per_year, fires_per_year, months) = match kind {
            SiteKind::Emerging => ("Emerging hot spot", Rhythm::Residential, 180.0, 480.0, 0.0, COVID_YEAR..MONTHS),
            SiteKind::CoLocation => ("Park with fires", Rhythm::Outdoors, 200.0, 110.0, 14.0, 0..MONTHS),
            _ => ("Estate", Rhythm::Residential, 180.0, rng.random_range(120.0..190.0), 0.0, 0..MONTHS),
        };
        let area = PolicingArea::ALL[number % PolicingArea::ALL.len()];
        let centre = self.lonely_place(area, radius_m, rng);
        let per_year = PUBLIC.map(|share| share * per_year);
        let name = format!("{name} {number}");
        let plan = SitePlan { kind, name, centre, radius_m, area, rhythm, per_year, fires_per_year, months };
        self.sites.push(plan.over(self.ground, self.addresses)?);
        Ok(())
    }

    fn school(&mut self, number: usize, rng: &mut ChaCha8Rng) -> Result<(), SyntheticError> {
        let area = PolicingArea::ALL[number % PolicingArea::ALL.len()];
        let place = self.background.place(Draw::Homes, area, rng);
        let plan = SitePlan {
            kind: SiteKind::School,
            name: format!("Made-up school {number}"),
            centre: self.ground.places[place].at,
            radius_m: 160.0,
            area,
            rhythm: Rhythm::AfterSchool,
            per_year: PUBLIC.map(|share| share * 18.0),
            fires_per_year: 0.0,
            months: 0..MONTHS,
        };
        self.sites.push(plan.over(self.ground, self.addresses)?);
        Ok(())
    }

    /// An address that troubles its neighbours for two years or more.
    fn repeat_address(&mut self, number: usize, rng: &mut ChaCha8Rng) -> Result<(), SyntheticError> {
        let area = PolicingArea::ALL[number % PolicingArea::ALL.len()];
        let address = self.background.address(Draw::Homes, area, self.addresses, rng);
        let length = rng.random_range(24..=MONTHS);
        let start = rng.random_range(0..=MONTHS - length);
        let total = rng.random_range(55.0..140.0);
        let plan = SitePlan {
            kind: SiteKind::RepeatAddress,
            name: format!("Repeat address {number}"),
            centre: self.addresses.get(address).at,
            radius_m: 0.0,
            area,
            rhythm: Rhythm::Residential,
            per_year: ADDRESS.map(|share| share * total * 12.0 / length as f64),
            fires_per_year: 0.0,
            months: start..start + length,
        };
        self.sites.push(plan.at(address)?);
        Ok(())
    }

    /// A place with streets round it, far from all sites so far. The county has thousands of such places, so that trying ends.
    fn lonely_place(&self, area: PolicingArea, radius_m: f64, rng: &mut ChaCha8Rng) -> LngLat {
        loop {
            let centre = self.ground.places[self.background.place(Draw::Homes, area, rng)].at;
            let near = |place: &&Place| within(place.at, centre, radius_m);
            let lonely = self.sites.iter().all(|site| !within(site.plan.centre, centre, GAP_M));
            if lonely && self.ground.places.iter().filter(near).count() >= FEWEST_PLACES {
                return centre;
            }
        }
    }

    /// The policing area of the place nearest to `at`.
    fn area_at(&self, at: LngLat) -> Result<PolicingArea, SyntheticError> {
        let distance = |place: &&Place| distance2(place.at, at);
        let nearest = self.ground.places.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let nearest = nearest.ok_or(SyntheticError::Empty("places"))?;
        Ok(self.ground.policing_of(nearest.neighbourhood))
    }
}
