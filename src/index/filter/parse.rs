use std::collections::BTreeSet;

use jiff::civil::Date;
use thiserror::Error;

use super::choices::{AreaChoice, BoundingBox, CategoryChoice, Day, Filter, Hours, Ring};
use crate::incident::{Category, Kind, Provenance};
use crate::space::LngLat;

/// What in a filter cannot be read, or is not in the data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    #[error("{parameter}: {value:?} is not {expected}")]
    Value { parameter: &'static str, value: String, expected: &'static str },
    #[error("from: {from} is not before to: {to}")]
    Dates { from: Date, to: Date },
    #[error("{parameter} is given more than once")]
    Twice { parameter: &'static str },
    #[error("{parameter}: the data hold no {value:?}")]
    NotInData { parameter: &'static str, value: String },
    #[error("{name:?} is no part of a filter")]
    Unknown { name: String },
}

impl FilterError {
    /// The name of the parameter at fault.
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::Value { parameter, .. } | Self::Twice { parameter } | Self::NotInData { parameter, .. } => parameter,
            Self::Dates { .. } => "from",
            Self::Unknown { .. } => "against",
        }
    }
}

const CATEGORY: &str = "a kind (asb, crime, fire, other) or kind/class";
const DATE: &str = "a date such as 2021-03-31";
const HOURS: &str = "two hours such as 9-17 or 22-4";
const DAY: &str = "one of mon, tue, wed, thu, fri, sat, sun";
const AREA: &str = "layer:code";
const PROVENANCE: &str = "one of unknown, public-report, officer-found, partner, sensor";
const POLYGON: &str = "at least three places lng,lat with semicolons between them";
const BBOX: &str = "west,south,east,north in degrees";

impl Filter {
    /// The names that [`parse`](Self::parse) reads; it leaves others to the caller.
    pub const PARAMETERS: [&'static str; 10] =
        ["category", "from", "to", "hours", "days", "area", "source", "provenance", "polygon", "bbox"];

    /// Reads `(name, value)` pairs, as from a query string after percent decoding, or from command-line flags.
    ///
    /// Lists have commas between their values (`\,` is a comma inside one) and may be given in several pairs. An empty
    /// value is as if it were not given. Names outside [`PARAMETERS`](Self::PARAMETERS) are skipped.
    pub fn parse<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for (name, value) in pairs {
            let value = value.as_ref().trim();
            if !value.is_empty() {
                filter.read(name.as_ref(), value)?;
            }
        }
        match (filter.from, filter.to) {
            (Some(from), Some(to)) if from >= to => Err(FilterError::Dates { from, to }),
            _ => Ok(filter),
        }
    }

    /// Reads a filter in the form of a query string, percent-encoded: `category=asb&from=2021-03-01`. Other names are errors.
    pub fn from_query(text: &str) -> Result<Self, FilterError> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        match pairs.iter().find(|(name, _)| !Self::PARAMETERS.contains(&name.as_str())) {
            Some((name, _)) => Err(FilterError::Unknown { name: name.clone() }),
            None => Self::parse(pairs),
        }
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), FilterError> {
        match name {
            "category" => many("category", value, CATEGORY, category, &mut self.categories),
            "from" => once("from", value, DATE, |text| text.parse().ok(), &mut self.from),
            "to" => once("to", value, DATE, |text| text.parse().ok(), &mut self.to),
            "hours" => once("hours", value, HOURS, hours, &mut self.hours),
            "days" => many("days", value, DAY, day, &mut self.days),
            "area" => many("area", value, AREA, area, &mut self.areas),
            "source" => many("source", value, "", |text| Some(text.to_owned()), &mut self.sources),
            "provenance" => many("provenance", value, PROVENANCE, provenance, &mut self.provenance),
            "polygon" => once("polygon", value, POLYGON, ring, &mut self.polygon),
            "bbox" => once("bbox", value, BBOX, bbox, &mut self.bbox),
            _ => Ok(()),
        }
    }
}

fn many<T: Ord>(
    parameter: &'static str,
    value: &str,
    expected: &'static str,
    read: impl Fn(&str) -> Option<T>,
    into: &mut BTreeSet<T>,
) -> Result<(), FilterError> {
    for item in split_list(value) {
        let read = read(item.trim());
        into.insert(read.ok_or(FilterError::Value { parameter, value: item, expected })?);
    }
    Ok(())
}

fn once<T>(
    parameter: &'static str,
    value: &str,
    expected: &'static str,
    read: impl Fn(&str) -> Option<T>,
    into: &mut Option<T>,
) -> Result<(), FilterError> {
    if into.is_some() {
        return Err(FilterError::Twice { parameter });
    }
    *into = Some(read(value).ok_or_else(|| FilterError::Value { parameter, value: value.to_owned(), expected })?);
    Ok(())
}

/// The items between commas that no backslash escapes; empty items are dropped.
fn split_list(value: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        match (c, items.last_mut()) {
            ('\\', _) if !escaped => {
                escaped = true;
                continue;
            }
            (',', _) if !escaped => items.push(String::new()),
            (c, Some(item)) => item.push(c),
            (_, None) => {}
        }
        escaped = false;
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

fn category(text: &str) -> Option<CategoryChoice> {
    if text.contains('/') {
        text.parse::<Category<'static>>().ok().map(CategoryChoice::Class)
    } else {
        text.parse::<Kind>().ok().map(CategoryChoice::Kind)
    }
}

fn hours(text: &str) -> Option<Hours> {
    let (from, to) = text.split_once('-')?;
    Hours::new(from.trim().parse().ok()?, to.trim().parse().ok()?)
}

fn day(text: &str) -> Option<Day> {
    Day::ALL.into_iter().find(|day| day.slug() == text.to_ascii_lowercase())
}

fn area(text: &str) -> Option<AreaChoice> {
    let (layer, code) = text.split_once(':')?;
    (!layer.is_empty() && !code.is_empty()).then(|| AreaChoice { layer: layer.to_owned(), code: code.to_owned() })
}

fn provenance(text: &str) -> Option<Provenance> {
    text.parse().ok()
}

fn place(text: &str) -> Option<LngLat> {
    let (lng, lat) = text.split_once(',')?;
    LngLat::new(lng.trim().parse().ok()?, lat.trim().parse().ok()?).ok()
}

fn ring(text: &str) -> Option<Ring> {
    let places: Option<Vec<LngLat>> = text.split(';').filter(|part| !part.trim().is_empty()).map(place).collect();
    Ring::new(places?)
}

fn bbox(text: &str) -> Option<BoundingBox> {
    let (at, _) = text.match_indices(',').nth(1)?;
    BoundingBox::new(place(&text[..at])?, place(&text[at + 1..])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "category=asb,crime/burglary&from=2021-03-01&to=2021-04-01&hours=22-4&days=fri,sat\
        &area=district:E07000066&source=Essex Police&provenance=public-report&polygon=0.1,51.5;0.9,51.5;0.5,52\
        &bbox=0.1,51.5,0.9,52";

    fn read(text: &str) -> Result<Filter, FilterError> {
        Filter::try_from(text.to_owned())
    }

    #[test]
    fn canonical_text_is_its_own_image() {
        let filter = read(FULL).unwrap();
        assert_eq!(filter.to_string(), FULL);
        assert_eq!(read("").unwrap(), Filter::default());
        assert_eq!(Filter::default().to_string(), "");
        let shuffled = read("days=SAT,fri,sat&category=crime/burglary&category=asb&other=1&from=").unwrap();
        assert_eq!(shuffled.to_string(), "category=asb,crime/burglary&days=fri,sat");
    }

    #[test]
    fn names_with_commas_and_ampersands_survive() {
        let mut filter = Filter::default();
        filter.sources.extend(["Fire, rescue & 100% safety".to_owned(), "back\\slash".to_owned()]);
        assert_eq!(read(&filter.to_string()).unwrap(), filter);
    }

    #[test]
    fn errors_name_the_parameter_and_the_value() {
        for (text, parameter) in [
            ("category=theft", "category"),
            ("from=2021-02-30", "from"),
            ("hours=9-9", "hours"),
            ("hours=25-3", "hours"),
            ("days=friday", "days"),
            ("area=E07", "area"),
            ("provenance=gossip", "provenance"),
            ("polygon=0,0;1,1", "polygon"),
            ("polygon=0,0;1,1;200,1", "polygon"),
            ("bbox=1,0,0,1", "bbox"),
            ("bbox=1,0,0", "bbox"),
            ("from=2021-03-01&to=2021-03-01", "from"),
            ("to=2021-03-01&to=2021-03-02", "to"),
        ] {
            assert_eq!(read(text).unwrap_err().parameter(), parameter, "{text}");
        }
    }

    #[test]
    fn hours_wrap() {
        let night = Hours::new(22, 4).unwrap();
        assert!(night.contains(22) && night.contains(3) && !night.contains(4) && !night.contains(12));
        assert!((0..24).all(|hour| Hours::new(0, 24).unwrap().contains(hour)));
        assert!(Hours::new(22, 0).unwrap().contains(23) && !Hours::new(22, 0).unwrap().contains(0));
    }
}
