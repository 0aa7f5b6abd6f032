use super::error::SyntheticError;
use super::towns::{Town, nearest_town};
use crate::space::LngLat;

const PLACES: &[u8] = include_bytes!("../../../data/demo/places.bin");

/// Where some postcode lies; incidents happen near it, never at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub at: LngLat,
    pub neighbourhood: usize,
    /// Position of the nearest town.
    pub town: usize,
}

/// The places that are built into the program. Layout: `write_places` in `data/demo/make_geography.py`.
pub(super) fn read_places(neighbourhoods: usize, towns: &[Town]) -> Result<Vec<Place>, SyntheticError> {
    let mut reader = Reader { bytes: PLACES, at: 0 };
    let origin = [reader.double()?, reader.double()?];
    let step = [reader.double()?, reader.double()?];
    let mut places = Vec::with_capacity(PLACES.len() / 4);
    for neighbourhood in 0..neighbourhoods {
        for _ in 0..reader.short()? {
            let lng = origin[0] + f64::from(reader.short()?) * step[0];
            let lat = origin[1] + f64::from(reader.short()?) * step[1];
            let at = LngLat::new(lng, lat).map_err(|source| SyntheticError::Place { file: "places.bin", source })?;
            places.push(Place { at, neighbourhood, town: nearest_town(at, towns)? });
        }
    }
    if reader.at < PLACES.len() { Err(SyntheticError::TooLong(reader.at)) } else { Ok(places) }
}

/// Little-endian values one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], SyntheticError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let value = rest.first_chunk::<N>().ok_or(SyntheticError::Truncated(self.at))?;
        self.at += N;
        Ok(*value)
    }

    fn double(&mut self) -> Result<f64, SyntheticError> {
        self.take().map(f64::from_le_bytes)
    }

    fn short(&mut self) -> Result<u16, SyntheticError> {
        self.take().map(u16::from_le_bytes)
    }
}
