use std::fmt;
use std::io::{BufReader, Read};

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::error::IngestError;
use super::header::Header;
use super::input::read_fault;
use super::reject::{Fault, Reason};
use super::tabled::{Tabled, TabledBuilder};

/// Features of one piece.
const PIECE: usize = 8192;

/// What is read of a feature; members that no standard knows are passed over.
#[derive(Debug, Deserialize)]
struct Feature {
    #[serde(default)]
    geometry: Option<Value>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
}

/// Reads the features of a GeoJSON FeatureCollection piece by piece; `take` answers whether to go on. The answer is the last of
/// these. Features may differ in their properties: each piece has the columns of its own.
pub fn read_geojson(
    bytes: &mut dyn Read,
    file: &str,
    mut take: impl FnMut(Tabled) -> Result<bool, IngestError>,
) -> Result<bool, IngestError> {
    let mut pieces = Pieces { first: 1, waiting: Vec::new(), take: &mut take, ended: None };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(SkipMark::new(bytes)));
    let read = Collection(&mut pieces).deserialize(&mut json).and_then(|found| json.end().map(|()| found));
    if let Some(ended) = pieces.ended {
        return ended;
    }
    match read {
        Ok(true) if pieces.first > 1 || !pieces.waiting.is_empty() => pieces.flush(),
        Ok(true) => Err(IngestError::Empty { file: file.to_owned() }),
        Ok(false) => Err(IngestError::GeoJson { file: file.to_owned(), reason: "no list of features".to_owned() }),
        Err(error) if error.is_io() => Err(read_fault(file, error.into())),
        Err(error) if error.is_eof() => Err(IngestError::Truncated { file: file.to_owned(), what: "GeoJSON" }),
        Err(error) => Err(IngestError::GeoJson { file: file.to_owned(), reason: error.to_string() }),
    }
}

/// The columns of the features at the beginning of a file, of which `sample` may hold only a part.
pub fn geojson_header(sample: &[u8]) -> Header {
    let mut pieces = Pieces { first: 1, waiting: Vec::new(), take: &mut |_| Ok(false), ended: None };
    let mut bytes = sample;
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(SkipMark::new(&mut bytes)));
    // The sample breaks off in the middle of a feature: that is no fault.
    let _ = Collection(&mut pieces).deserialize(&mut json);
    tabled(1, &pieces.waiting).header
}

struct Pieces<'a> {
    first: u64,
    waiting: Vec<Feature>,
    take: &'a mut dyn FnMut(Tabled) -> Result<bool, IngestError>,
    /// What the taker said when it wanted no more.
    ended: Option<Result<bool, IngestError>>,
}

impl Pieces<'_> {
    fn flush(&mut self) -> Result<bool, IngestError> {
        let features = std::mem::take(&mut self.waiting);
        let piece = tabled(self.first, &features);
        self.first += features.len() as u64;
        (self.take)(piece)
    }
}

/// Visits the collection's object; the answer is whether it has a list of features.
struct Collection<'a, 'b>(&'a mut Pieces<'b>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(name) = members.next_key::<String>()? {
            if name == "features" {
                members.next_value_seed(Features(&mut *self.0))?;
                found = true;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

struct Features<'a, 'b>(&'a mut Pieces<'b>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        while let Some(feature) = features.next_element()? {
            self.0.waiting.push(feature);
            if self.0.waiting.len() == PIECE {
                let answer = self.0.flush();
                if !matches!(answer, Ok(true)) {
                    self.0.ended = Some(answer);
                    return Err(serde::de::Error::custom("no more is wanted"));
                }
            }
        }
        Ok(())
    }
}

fn tabled(first: u64, features: &[Feature]) -> Tabled {
    let mut seen = FxHashSet::default();
    let all_names = features.iter().flat_map(|feature| feature.properties.iter().flat_map(Map::keys));
    let names: Vec<String> = all_names.filter(|name| seen.insert(name.as_str())).cloned().collect();
    let mut tabled = TabledBuilder::new(first);
    for feature in features {
        for name in &names {
            let value = feature.properties.as_ref().and_then(|properties| properties.get(name));
            tabled.field(|text| write_value(text, value));
        }
        tabled.end_record(point(feature.geometry.as_ref()));
    }
    tabled.build(names)
}

fn write_value(text: &mut String, value: Option<&Value>) {
    match value {
        None | Some(Value::Null) => {}
        Some(Value::String(value)) => text.push_str(value),
        Some(other) => text.push_str(&other.to_string()),
    }
}

/// A feature without a geometry, or with an empty one, has no place.
fn point(geometry: Option<&Value>) -> Result<Option<[f64; 2]>, Fault> {
    let Some(geometry) = geometry.filter(|geometry| !geometry.is_null()) else { return Ok(None) };
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let coordinates = geometry.get("coordinates").and_then(Value::as_array);
    match (kind, coordinates.map(Vec::as_slice)) {
        ("Point", Some([])) => Ok(None),
        ("Point", Some([x, y, ..])) => match (x.as_f64(), y.as_f64()) {
            (Some(x), Some(y)) => Ok(Some([x, y])),
            _ => Err(Fault::new(Reason::BadNumber, format!("coordinates {x}, {y}"))),
        },
        _ => Err(Fault::new(Reason::NotAPoint, format!("the geometry is {kind:?}"))),
    }
}

/// Passes over a byte order mark, which JSON does not know.
struct SkipMark<'a> {
    inner: &'a mut dyn Read,
    begun: bool,
}

impl<'a> SkipMark<'a> {
    fn new(inner: &'a mut dyn Read) -> Self {
        Self { inner, begun: false }
    }
}

impl Read for SkipMark<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let has_mark = !self.begun && buffer[..read].starts_with(b"\xef\xbb\xbf");
        self.begun = true;
        if has_mark && read > 3 {
            buffer.copy_within(3..read, 0);
            return Ok(read - 3);
        }
        Ok(read)
    }
}
