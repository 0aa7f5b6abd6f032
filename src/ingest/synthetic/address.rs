use geo::Contains;
use geo_types::Point;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::geography::Geography;
use super::ground::{moved, within};
use crate::space::LngLat;

/// Addresses round one postcode place.
const FEWEST: u8 = 8;
const MOST: u8 = 16;
/// How far an address is strewn from its place. Code-Point gives the position of a real building: the gap keeps away from it.
const NEAREST_M: f64 = 12.0;
const FARTHEST_M: f64 = 60.0;
/// Tries to stay inside the neighbourhood, whose edge may be the sea's.
const TRIES: usize = 40;

const ADJECTIVES: [&str; 12] = [
    "Invented",
    "Imaginary",
    "Fictional",
    "Notional",
    "Pretend",
    "Example",
    "Sample",
    "Madeup",
    "Dreamt",
    "Mock",
    "Unreal",
    "Storybook",
];
const NOUNS: [&str; 8] = ["Road", "Street", "Close", "Lane", "Avenue", "Way", "Gardens", "Drive"];

/// One made-up address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    pub at: LngLat,
    /// Position among the geography's places.
    pub place: u32,
    pub house: u8,
}

/// All made-up addresses of the county.
#[derive(Debug)]
pub(super) struct Addresses {
    /// Those of one place stand together.
    pub all: Vec<Address>,
    /// For each place the position of its first address; one more than there are places.
    first: Vec<u32>,
}

impl Addresses {
    /// Strews addresses round every place, each inside its place's neighbourhood.
    pub fn strew(ground: &Geography, rng: &mut ChaCha8Rng) -> Self {
        let mut all = Vec::new();
        let mut first = vec![0];
        for (place, index) in ground.places.iter().zip(0..) {
            let shape = &ground.neighbourhoods[place.neighbourhood].shape;
            for house in 1..=rng.random_range(FEWEST..=MOST) {
                let at = strewn(place.at, |at| shape.contains(&Point(at.coord())), rng);
                all.push(Address { at, place: index, house });
            }
            first.push(all.len() as u32);
        }
        Self { all, first }
    }

    /// Positions of a place's addresses.
    pub fn of_place(&self, place: usize) -> std::ops::Range<u32> {
        self.first[place]..self.first[place + 1]
    }

    /// Positions of all addresses at most `metres` from `at`, ascending.
    pub fn around(&self, ground: &Geography, at: LngLat, metres: f64) -> impl Iterator<Item = u32> {
        let near =
            (0..ground.places.len()).filter(move |&place| within(ground.places[place].at, at, metres + FARTHEST_M));
        near.flat_map(|place| self.of_place(place)).filter(move |&address| within(self.get(address).at, at, metres))
    }

    pub fn get(&self, address: u32) -> &Address {
        &self.all[address as usize]
    }
}

/// A point in the ring round `from` that satisfies `inside`; the last try where none does.
fn strewn(from: LngLat, inside: impl Fn(LngLat) -> bool, rng: &mut ChaCha8Rng) -> LngLat {
    let mut at = from;
    for _ in 0..TRIES {
        let (east, north) = in_ring(rng);
        at = moved(from, east, north);
        if inside(at) {
            break;
        }
    }
    at
}

/// Uniform over the ring. By rejection, so that no platform's own sine decides where an address lies.
fn in_ring(rng: &mut ChaCha8Rng) -> (f64, f64) {
    loop {
        let east = rng.random_range(-FARTHEST_M..FARTHEST_M);
        let north = rng.random_range(-FARTHEST_M..FARTHEST_M);
        let distance2 = east * east + north * north;
        if (NEAREST_M * NEAREST_M..FARTHEST_M * FARTHEST_M).contains(&distance2) {
            return (east, north);
        }
    }
}

/// A key in the form of a property reference that no property has: real ones are numbers alone.
pub(super) fn key(address: u32) -> String {
    format!("SYN{:09}", u64::from(address) * 2_477 + 100_000_000)
}

/// Text that nobody takes for a real address.
pub(super) fn text(address: &Address, ground: &Geography) -> String {
    let place = address.place as usize;
    let street = (ADJECTIVES[place % ADJECTIVES.len()], NOUNS[place / ADJECTIVES.len() % NOUNS.len()]);
    let town = &ground.towns[ground.places[place].town].name;
    format!("{} {} {} {place:05}, {town} (synthetic)", address.house, street.0, street.1)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::ingest::synthetic::ground::distance2;

    #[test]
    fn addresses_keep_off_their_postcode_and_say_so() {
        let ground = Geography::built_in().unwrap();
        let addresses = Addresses::strew(&ground, &mut ChaCha8Rng::seed_from_u64(5));
        assert!(addresses.all.len() > 250_000);
        for address in &addresses.all {
            let place = &ground.places[address.place as usize];
            assert!(distance2(address.at, place.at) > 11.9 * 11.9 && within(address.at, place.at, 60.1));
        }
        let last = addresses.of_place(ground.places.len() - 1);
        assert_eq!(last.end as usize, addresses.all.len());
        assert!(text(addresses.get(0), &ground).ends_with("(synthetic)"));
        assert_ne!(key(1), key(2));
    }
}
