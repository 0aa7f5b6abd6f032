use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

use super::address::Addresses;
use super::error::SyntheticError;
use super::geography::Geography;
use super::ground::distance2;
use super::published::PolicingArea;
use super::towns::Town;

/// At this distance a town's pull is half of what it is at the centre.
const TOWN_REACH_M: f64 = 700.0;
/// Evens out the addresses of a place: the first of twelve gets 2.3 times what the last gets.
const ADDRESS_OFFSET: f64 = 8.0;

/// What sort of place draws incidents of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draw {
    /// Where people live.
    Homes,
    /// Where people live, and more so near town centres.
    Streets,
    /// Town centres.
    Centres,
    /// Edges and lanes: few people, many acres.
    Edges,
}

impl Draw {
    const ALL: [Self; 4] = [Self::Homes, Self::Streets, Self::Centres, Self::Edges];

    fn weight(self, homes: f64, town: f64) -> f64 {
        match self {
            Self::Homes => homes,
            Self::Streets => homes * (0.5 + 2.0 * town),
            Self::Centres => homes * (0.02 + 8.0 * town * town),
            Self::Edges => 0.4 + 0.3 * homes,
        }
    }
}

/// Where incidents happen apart from what is planted: an uneven spread over all places.
#[derive(Debug)]
pub(super) struct Background {
    /// `[draw][area]`: the places of the area and a choice among them.
    choices: Vec<Vec<(Vec<u32>, WeightedAliasIndex<f64>)>>,
    /// By the number of addresses: a choice among them.
    houses: Vec<WeightedAliasIndex<f64>>,
}

impl Background {
    pub fn new(ground: &Geography, rng: &mut ChaCha8Rng) -> Result<Self, SyntheticError> {
        let homes = homes(ground, rng);
        let towns = pulls(ground);
        let choice = |draw: Draw, area: PolicingArea| {
            let of_area = |&place: &usize| ground.policing_of(ground.places[place].neighbourhood) == area;
            let places: Vec<usize> = (0..ground.places.len()).filter(of_area).collect();
            let weights = places.iter().map(|&place| draw.weight(homes[place], towns[place])).collect();
            Ok((places.iter().map(|&place| place as u32).collect(), alias(weights)?))
        };
        let choices = Draw::ALL
            .into_iter()
            .map(|draw| PolicingArea::ALL.into_iter().map(|area| choice(draw, area)).collect())
            .collect::<Result<_, _>>()?;
        let houses = (1..=u8::MAX.into())
            .map(|count| alias((0..count).map(|house| 1.0 / (f64::from(house) + ADDRESS_OFFSET)).collect()))
            .collect::<Result<_, _>>()?;
        Ok(Self { choices, houses })
    }

    /// A place of the area.
    pub fn place(&self, draw: Draw, area: PolicingArea, rng: &mut ChaCha8Rng) -> usize {
        let (places, choice) = &self.choices[draw as usize][area as usize];
        places[choice.sample(rng)] as usize
    }

    /// An address of the area.
    pub fn address(&self, draw: Draw, area: PolicingArea, addresses: &Addresses, rng: &mut ChaCha8Rng) -> u32 {
        let of_place = addresses.of_place(self.place(draw, area, rng));
        of_place.start + self.houses[of_place.len() - 1].sample(rng) as u32
    }
}

fn alias(weights: Vec<f64>) -> Result<WeightedAliasIndex<f64>, SyntheticError> {
    WeightedAliasIndex::new(weights).map_err(|_| SyntheticError::Empty("places"))
}

/// Relative weight of each place by its residents: neighbourhoods differ, and places inside them differ more, as crime
/// concentrates in few places everywhere (Weisburd 2015, doi:10.1111/1745-9125.12070). Mean about 1.
fn homes(ground: &Geography, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let mut counts = vec![0.0; ground.neighbourhoods.len()];
    for place in &ground.places {
        counts[place.neighbourhood] += 1.0;
    }
    let mean =
        ground.neighbourhoods.iter().filter_map(|area| area.population).sum::<f64>() / ground.places.len() as f64;
    let level: Vec<f64> = ground
        .neighbourhoods
        .iter()
        .zip(&counts)
        .map(|(area, &count)| {
            let residents = area.population.unwrap_or_default() / f64::max(count, 1.0) / mean;
            let u: f64 = rng.random();
            residents * (0.45 + 2.2 * u * u * u)
        })
        .collect();
    let place = |neighbourhood: usize, u: f64| level[neighbourhood] * 0.49 / (0.15 + u);
    ground.places.iter().map(|at| place(at.neighbourhood, rng.random())).collect()
}

/// How much each place is a town's centre, 0..=1: large towns reach farther.
fn pulls(ground: &Geography) -> Vec<f64> {
    let largest = ground.towns.iter().map(|town| town.places).max().unwrap_or(1);
    let pull = |at| {
        let of_town = |town: &Town| {
            let size = f64::from(town.places) / f64::from(largest);
            let reach2 = TOWN_REACH_M * TOWN_REACH_M * (0.3 + size);
            (0.35 + 0.65 * size) / (1.0 + distance2(at, town.centre) / reach2)
        };
        ground.towns.iter().map(of_town).fold(0.0, f64::max)
    };
    ground.places.iter().map(|place| pull(place.at)).collect()
}
