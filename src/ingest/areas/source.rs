use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::error::AreaFileError;

/// A boundary file above this is a mistake or an attack: the United Kingdom's census areas at full detail take a quarter.
const LARGEST: u64 = 2 << 30;

/// The bytes of a boundary file, wherever they lay.
#[derive(Debug)]
pub(super) enum Source {
    GeoJson(Vec<u8>),
    Shapefile(Parts),
}

/// A Shapefile is several files of one name.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) shp: Vec<u8>,
    pub(super) dbf: Vec<u8>,
    pub(super) prj: Option<Vec<u8>>,
    /// Names the code page of the .dbf.
    pub(super) cpg: Option<Vec<u8>>,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, AreaFileError> {
        match ending(path).as_deref() {
            Some("geojson" | "json") => Ok(Self::GeoJson(read(path)?)),
            Some("shp") => Parts::beside(path).map(Self::Shapefile),
            Some("zip") => from_zip(path),
            _ => Err(AreaFileError::Ending { path: path.to_owned() }),
        }
    }
}

impl Parts {
    fn beside(path: &Path) -> Result<Self, AreaFileError> {
        // Endings come in either case.
        let part = |ending: &str| {
            let parts = [path.with_extension(ending), path.with_extension(ending.to_ascii_uppercase())];
            parts.iter().find(|part| part.is_file()).map(|part| read(part)).transpose()
        };
        let dbf = part("dbf")?.ok_or_else(|| AreaFileError::Companion { path: path.to_owned(), ending: "dbf" })?;
        Ok(Self { shp: read(path)?, dbf, prj: part("prj")?, cpg: part("cpg")? })
    }
}

fn from_zip(path: &Path) -> Result<Source, AreaFileError> {
    let zip_error = |source| AreaFileError::Zip { path: path.to_owned(), source };
    let file = File::open(path).map_err(|source| AreaFileError::Read { path: path.to_owned(), source })?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(zip_error)?;
    let names: Vec<PathBuf> = archive.file_names().flatten().map(|name| PathBuf::from(name.as_ref())).collect();
    let of_ending = |endings: &[&str]| -> Vec<&PathBuf> {
        // Macs add a folder of the same names.
        let is_shadow = |name: &Path| name.starts_with("__MACOSX");
        let is_one = |name: &Path| ending(name).is_some_and(|ending| endings.contains(&ending.as_str()));
        names.iter().filter(|name| is_one(name) && !is_shadow(name)).collect()
    };
    let mains = of_ending(&["shp", "geojson"]);
    let [main] = mains.as_slice() else {
        return Err(AreaFileError::ZipContent { path: path.to_owned(), found: mains.len() });
    };
    let mut part = |wanted: &str| -> Result<Option<Vec<u8>>, AreaFileError> {
        let found = of_ending(&[wanted]).into_iter().find(|name| name.with_extension("") == main.with_extension(""));
        let Some(name) = found.and_then(|name| name.to_str()) else { return Ok(None) };
        let entry = archive.by_name(name).map_err(zip_error)?;
        limited(path, name, entry).map(Some)
    };
    if let Some(geojson) = part("geojson")? {
        return Ok(Source::GeoJson(geojson));
    }
    let missing = |ending| AreaFileError::Companion { path: path.to_owned(), ending };
    Ok(Source::Shapefile(Parts {
        shp: part("shp")?.ok_or_else(|| missing("shp"))?,
        dbf: part("dbf")?.ok_or_else(|| missing("dbf"))?,
        prj: part("prj")?,
        cpg: part("cpg")?,
    }))
}

fn read(path: &Path) -> Result<Vec<u8>, AreaFileError> {
    let file = File::open(path).map_err(|source| AreaFileError::Read { path: path.to_owned(), source })?;
    limited(path, "it", file)
}

fn limited(path: &Path, name: &str, reader: impl Read) -> Result<Vec<u8>, AreaFileError> {
    let mut bytes = Vec::new();
    let read = reader.take(LARGEST + 1).read_to_end(&mut bytes);
    let length = read.map_err(|source| AreaFileError::Read { path: path.to_owned(), source })?;
    if length as u64 > LARGEST {
        return Err(AreaFileError::TooLarge { path: path.to_owned(), name: name.to_owned(), limit: LARGEST });
    }
    Ok(bytes)
}

fn ending(path: &Path) -> Option<String> {
    path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase)
}
