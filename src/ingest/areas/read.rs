use std::path::Path;

use rustc_hash::FxHashMap;

use super::columns::{RawAreas, RawFeature, RawShape};
use super::deprivation::{give, number};
use super::error::AreaFileError;
use super::mend::{Fault, mend};
use super::request::AreaRequest;
use super::source::Source;
use super::table::{Lookup, lookup, populations, residents};
use super::{geojson, shapefile};
use crate::space::{Area, AreaLayer, ConversionError, Crs};

/// A layer, and what had to be done to it.
#[derive(Debug)]
pub struct AreaImport {
    pub layer: AreaLayer,
    pub mended: Vec<Mended>,
    /// Codes of areas that the table of residents does not have.
    pub without_population: Vec<String>,
    /// Foreign codes that the tables take to several areas: an incident that has nothing else has no area.
    pub ambiguous_codes: usize,
    /// Foreign codes that the tables take to areas that the layer does not have.
    pub codes_elsewhere: usize,
}

/// An area whose shape was invalid, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    pub code: String,
    pub faults: Vec<Fault>,
}

/// Reads a boundary file and the tables that go with it.
pub fn read_areas(request: &AreaRequest) -> Result<AreaImport, AreaFileError> {
    let path = request.path.as_path();
    let raw = match Source::open(path)? {
        Source::GeoJson(bytes) => geojson::read(path, &bytes)?,
        Source::Shapefile(parts) => shapefile::read(path, &parts)?,
    };
    if raw.features.is_empty() {
        return Err(AreaFileError::Empty { path: path.to_owned() });
    }
    let crs = crs(path, request.epsg, &raw)?;
    let columns = AreaColumns::find(path, request, &raw)?;
    let mut mended = Vec::new();
    let mut areas = Vec::with_capacity(raw.features.len());
    let mut features = FxHashMap::default();
    let mut deprivation = Vec::new();
    for (feature, raw) in (1..).zip(raw.features) {
        deprivation.push(columns.deprivation.and_then(|column| raw.value(column)).map(str::to_owned));
        let (area, faults) = area(At { path, feature }, raw, &columns, &crs)?;
        if let Some(first) = features.insert(area.code.clone(), feature) {
            let (path, code) = (path.to_owned(), area.code);
            return Err(AreaFileError::DuplicateCode { path, code, first, second: feature });
        }
        if !faults.is_empty() {
            mended.push(Mended { code: area.code.clone(), faults });
        }
        areas.push(area);
    }
    read_deprivation(request, &deprivation, &mut areas)?;
    let without_population = join_populations(request, &mut areas)?;
    let Lookup { pairs, ambiguous, elsewhere } = lookup(&request.lookups, &areas)?;
    Ok(AreaImport {
        layer: AreaLayer::new(request.layer.clone(), areas, pairs)?,
        mended,
        without_population,
        ambiguous_codes: ambiguous,
        codes_elsewhere: elsewhere,
    })
}

/// Where in which file, for errors.
#[derive(Clone, Copy)]
struct At<'a> {
    path: &'a Path,
    feature: usize,
}

/// Positions of the columns that were asked for.
struct AreaColumns {
    code: usize,
    code_name: String,
    name: usize,
    population: Option<usize>,
    deprivation: Option<usize>,
}

impl AreaColumns {
    fn find(path: &Path, request: &AreaRequest, raw: &RawAreas) -> Result<Self, AreaFileError> {
        let find = |column: &String| raw.columns.find(path, column);
        let population = request.population.as_ref().map(find).transpose()?;
        let deprivation = request.deprivation.as_ref().map(|wanted| find(&wanted.column)).transpose()?;
        let (code, name) = (find(&request.code)?, find(&request.name)?);
        Ok(Self { code, code_name: request.code.clone(), name, population, deprivation })
    }
}

fn crs(path: &Path, epsg: Option<u32>, raw: &RawAreas) -> Result<Crs, AreaFileError> {
    let epsg = match (epsg, &raw.declared) {
        (Some(epsg), _) => epsg,
        (None, Some(Ok(epsg))) => *epsg,
        (None, Some(Err(name))) => {
            return Err(AreaFileError::UnknownCrs { path: path.to_owned(), name: name.clone() });
        }
        (None, None) => return Err(AreaFileError::NoCrs { path: path.to_owned() }),
    };
    Ok(Crs::from_epsg(epsg)?)
}

fn area(at: At<'_>, raw: RawFeature, columns: &AreaColumns, crs: &Crs) -> Result<(Area, Vec<Fault>), AreaFileError> {
    let At { path, feature } = at;
    let Some(code) = raw.value(columns.code).map(str::to_owned) else {
        return Err(AreaFileError::NoValue { path: path.to_owned(), feature, column: columns.code_name.clone() });
    };
    let name = raw.value(columns.name).unwrap_or(&code).to_owned();
    let population = columns.population.and_then(|column| raw.value(column));
    let population = population.map(|value| {
        let (path, code, value_text) = (path.to_owned(), code.clone(), value.to_owned());
        residents(value).ok_or(AreaFileError::Population { path, feature, code, value: value_text })
    });
    let population = population.transpose()?;
    let shape = in_degrees(raw.shape, crs).map_err(|source| AreaFileError::Coordinate {
        path: path.to_owned(),
        feature,
        code: code.clone(),
        source,
    })?;
    match mend(shape) {
        Ok((shape, faults)) => Ok((Area { code, name, population, deprivation: None, shape }, faults)),
        Err(fault) => Err(AreaFileError::Unmendable { path: path.to_owned(), feature, code, fault }),
    }
}

fn in_degrees(mut shape: RawShape, crs: &Crs) -> Result<RawShape, ConversionError> {
    for coord in shape.rings_mut().flat_map(|ring| ring.0.iter_mut()) {
        *coord = crs.to_lng_lat(coord.x, coord.y)?.coord();
    }
    Ok(shape)
}

/// Each area's tenth, from the texts of the column; all areas are needed for it.
fn read_deprivation(request: &AreaRequest, texts: &[Option<String>], areas: &mut [Area]) -> Result<(), AreaFileError> {
    let Some(wanted) = &request.deprivation else { return Ok(()) };
    let wrong = |at: usize, areas: &[Area]| AreaFileError::Deprivation {
        path: request.path.clone(),
        feature: at + 1,
        code: areas[at].code.clone(),
        value: texts[at].clone().unwrap_or_default(),
        measure: wanted.measure.slug(),
    };
    let value = |(at, text): (usize, &Option<String>)| {
        text.as_deref().map(|text| number(text).ok_or_else(|| wrong(at, areas))).transpose()
    };
    let values: Vec<Option<f64>> = texts.iter().enumerate().map(value).collect::<Result<_, _>>()?;
    give(areas, &values, wanted.measure).map_err(|at| wrong(at, areas))
}

/// Residents from the table; the codes of areas that it does not have.
fn join_populations(request: &AreaRequest, areas: &mut [Area]) -> Result<Vec<String>, AreaFileError> {
    let Some(table) = &request.population_table else { return Ok(Vec::new()) };
    let populations = populations(table)?;
    let mut missing = Vec::new();
    for area in areas {
        match populations.get(&area.code) {
            Some(&residents) => area.population = Some(residents),
            None => missing.push(area.code.clone()),
        }
    }
    Ok(missing)
}
