use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

use super::address::Addresses;
use super::calibration::{MONTHS, calendar_month};
use super::error::SyntheticError;
use super::geography::Geography;
use super::ground::distance2;
use super::published::{AsbType, PolicingArea};
use super::rhythm::Rhythm;
use crate::space::LngLat;

/// The first month of the year to March 2021, which COVID-19 changed.
pub(super) const COVID_YEAR: usize = MONTHS - 12;
/// Flattens the addresses of a site, of which the first still has the most.
const ADDRESS_OFFSET: f64 = 5.0;

/// What a planted place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    HotSpot,
    /// Begins in the last year and grows.
    Emerging,
    /// Anti-social behaviour and deliberate fires in one place.
    CoLocation,
    /// The streets round a made-up school.
    School,
    /// One address.
    RepeatAddress,
}

/// A place where more happens than the background would bring.
#[derive(Debug)]
pub(super) struct SitePlan {
    pub kind: SiteKind,
    pub name: String,
    pub centre: LngLat,
    /// 0 for a single address.
    pub radius_m: f64,
    pub area: PolicingArea,
    pub rhythm: Rhythm,
    /// Expected incidents a year by [`AsbType`] while active, before season and lockdown.
    pub per_year: [f64; 3],
    pub fires_per_year: f64,
    /// Months of the history in which it is active.
    pub months: Range<usize>,
}

/// A planned place with its addresses, and how likely each is.
#[derive(Debug)]
pub(super) struct Site {
    pub plan: SitePlan,
    addresses: Vec<u32>,
    choice: WeightedAliasIndex<f64>,
}

impl SitePlan {
    /// A site over all addresses within the radius: the nearer the likelier, falling to nothing at the edge.
    pub fn over(self, ground: &Geography, addresses: &Addresses) -> Result<Site, SyntheticError> {
        let radius2 = self.radius_m * self.radius_m;
        let members: Vec<u32> = addresses.around(ground, self.centre, self.radius_m).collect();
        let weight = |&member: &u32| {
            let address = addresses.get(member);
            let apart2 = distance2(address.at, self.centre);
            (1.02 - apart2 / radius2) / (f64::from(address.house) + ADDRESS_OFFSET)
        };
        let weights = members.iter().map(weight).collect();
        self.with(members, weights)
    }

    /// A site of one address.
    pub fn at(self, address: u32) -> Result<Site, SyntheticError> {
        self.with(vec![address], vec![1.0])
    }

    fn with(self, addresses: Vec<u32>, weights: Vec<f64>) -> Result<Site, SyntheticError> {
        let choice = WeightedAliasIndex::new(weights).map_err(|_| SyntheticError::Empty("sites"))?;
        Ok(Site { plan: self, addresses, choice })
    }
}

impl Site {
    /// Incidents to expect in a month of the history.
    pub fn expected(&self, kind: AsbType, month: usize) -> f64 {
        let SitePlan { kind: place, rhythm, months, per_year, .. } = &self.plan;
        if !months.contains(&month) {
            return 0.0;
        }
        let season = rhythm.season(calendar_month(month)) * open(*rhythm, month);
        let growth = match place {
            SiteKind::Emerging => 0.3 + 1.4 * (month - months.start) as f64 / months.len() as f64,
            _ => 1.0,
        };
        let season = if *place == SiteKind::RepeatAddress { 1.0 } else { season };
        per_year[kind as usize] / 12.0 * season * growth
    }

    /// The only address of a repeat address; a site is never without one.
    pub fn first_address(&self) -> u32 {
        self.addresses[0]
    }

    pub fn address(&self, rng: &mut ChaCha8Rng) -> u32 {
        self.addresses[self.choice.sample(rng)]
    }
}

/// What the lockdowns left of public life: 1 before the last year.
pub(super) fn open(rhythm: Rhythm, month: usize) -> f64 {
    let Some(since_april_2020) = month.checked_sub(COVID_YEAR) else { return 1.0 };
    let locked = matches!(since_april_2020, 0..=2 | 7 | 9..=11);
    let no_school = matches!(since_april_2020, 0..=4 | 9..=10);
    match rhythm {
        Rhythm::NightTime if locked => 0.1,
        Rhythm::NightTime => 0.5,
        Rhythm::AfterSchool if no_school => 0.2,
        Rhythm::Daytime if locked => 0.5,
        _ => 1.0,
    }
}
