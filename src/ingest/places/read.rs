use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::PlaceFileError;
use super::request::PlaceRequest;
use super::{csv, geojson};
use crate::incident::Category;
use crate::space::{Crs, LngLat, NamedPlace, PlaceSet};

/// All stops of Great Britain take a quarter.
const LARGEST: u64 = 512 << 20;

/// Places by class, and what was left out.
#[derive(Debug)]
pub struct PlaceImport {
    /// By the name of the class; none is empty.
    pub sets: Vec<PlaceSet>,
    /// Rows without coordinates.
    pub without_place: usize,
    /// Located rows whose class the column does not say.
    pub without_class: usize,
}

/// A file as it is.
#[derive(Debug)]
pub(super) struct RawPlaces {
    /// What `number` counts: lines or features.
    pub(super) what: &'static str,
    pub(super) epsg: u32,
    pub(super) places: Vec<RawPlace>,
}

#[derive(Debug)]
pub(super) struct RawPlace {
    pub(super) number: u64,
    pub(super) name: Option<String>,
    pub(super) class: Option<String>,
    /// In the file's own coordinates, east before north.
    pub(super) place: Option<(f64, f64)>,
}

/// Reads all files, in order.
///
/// A row without coordinates (nothing, or a word for it such as `NULL`) is left out and counted; one with a coordinate that is no number, or that lies nowhere, is an error. Names of
/// classes become slugs: `Licensed venue` is `licensed-venue`.
pub fn read_places(request: &PlaceRequest) -> Result<PlaceImport, PlaceFileError> {
    let otherwise = request.class.as_deref().map(class_of).transpose()?;
    if otherwise.is_none() && request.class_column.is_none() {
        return Err(PlaceFileError::NoClass);
    }
    let mut by_class: BTreeMap<String, Vec<NamedPlace>> = BTreeMap::new();
    let (mut without_place, mut without_class) = (0, 0);
    for path in &request.paths {
        let raw = read(path, request)?;
        let crs = Crs::from_epsg(raw.epsg).map_err(|source| PlaceFileError::Crs { path: path.clone(), source })?;
        let before = by_class.values().map(Vec::len).sum::<usize>() + without_class;
        for place in raw.places {
            let Some(at) = located(path, raw.what, &place, &crs)? else {
                without_place += 1;
                continue;
            };
            match place.class.as_deref().map(class_of).transpose()?.or_else(|| otherwise.clone()) {
                Some(class) => by_class.entry(class).or_default().push(NamedPlace { name: place.name, place: at }),
                None => without_class += 1,
            }
        }
        if by_class.values().map(Vec::len).sum::<usize>() + without_class == before {
            return Err(PlaceFileError::Empty { path: path.clone() });
        }
    }
    let sets = by_class.into_iter().map(|(class, places)| PlaceSet::new(class, places));
    Ok(PlaceImport { sets: sets.collect::<Result<_, _>>()?, without_place, without_class })
}

/// The slug of a class, which has at least a letter or a digit.
fn class_of(text: &str) -> Result<String, PlaceFileError> {
    if text.chars().any(|c| c.is_ascii_alphanumeric()) {
        Ok(Category::slug_of(text))
    } else {
        Err(PlaceFileError::NoWord { class: text.to_owned() })
    }
}

fn read(path: &Path, request: &PlaceRequest) -> Result<RawPlaces, PlaceFileError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("csv") => csv::read(path, &bytes_of(path)?, request),
        Some("geojson" | "json") => geojson::read(path, &bytes_of(path)?, request),
        _ => Err(PlaceFileError::Ending { path: path.to_owned() }),
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, PlaceFileError> {
    let unreadable = |source| PlaceFileError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let length =
        File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if length as u64 > LARGEST {
        return Err(PlaceFileError::TooLarge { path: path.to_owned(), limit: LARGEST });
    }
    Ok(bytes)
}

fn located(path: &Path, what: &'static str, raw: &RawPlace, crs: &Crs) -> Result<Option<LngLat>, PlaceFileError> {
    let at = raw.place.map(|(x, y)| crs.to_lng_lat(x, y)).transpose();
    at.map_err(|source| PlaceFileError::Coordinate { path: path.to_owned(), what, number: raw.number, source })
}
