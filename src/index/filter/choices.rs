use std::collections::BTreeSet;
use std::fmt;

use geo_types::{LineString, Polygon};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parse::FilterError;
use crate::incident::{Category, Kind, Provenance};
use crate::space::LngLat;

/// Which incidents to look at; the default is all of them.
///
/// An incident passes when it meets every part that is given. Inside a part (categories, areas, sources, ...) one match is
/// enough. Dates, hours and days look at the middle of the incident's window, in the data's civil zone.
///
/// Its text, by `Display` and in serde, is the canonical query string: the same choices give the same text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Filter {
    pub categories: BTreeSet<CategoryChoice>,
    /// First civil date.
    pub from: Option<Date>,
    /// First civil date after the last.
    pub to: Option<Date>,
    /// Incidents whose window is longer than a day have no known hour and never pass.
    pub hours: Option<Hours>,
    /// The day that the middle of the window lies on; the same rule as for hours.
    pub days: BTreeSet<Day>,
    pub areas: BTreeSet<AreaChoice>,
    pub sources: BTreeSet<String>,
    pub provenance: BTreeSet<Provenance>,
    /// Incidents without a place never pass.
    pub polygon: Option<Ring>,
    /// Incidents without a place never pass.
    pub bbox: Option<BoundingBox>,
}

/// A whole kind, or one class of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CategoryChoice {
    Kind(Kind),
    Class(Category<'static>),
}

/// Civil hours `from..to`, half-open; over midnight when `to` is not after `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: u8,
    to: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// An area of a layer, by its code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaChoice {
    pub layer: String,
    pub code: String,
}

/// A polygon without holes: at least three places, closed by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring(Vec<LngLat>);

/// Degrees; both ends belong to the box. Boxes over the 180th meridian are not supported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    south_west: LngLat,
    north_east: LngLat,
}

impl Filter {
    /// The same wherever it happened.
    pub fn everywhere(&self) -> Self {
        Self { areas: BTreeSet::new(), polygon: None, bbox: None, ..self.clone() }
    }

    /// The same on whatever date it happened.
    pub fn on_any_date(&self) -> Self {
        Self { from: None, to: None, ..self.clone() }
    }

    /// The same at whatever time of the week it happened.
    pub fn at_any_hour(&self) -> Self {
        Self { hours: None, days: BTreeSet::new(), ..self.clone() }
    }
}

impl CategoryChoice {
    pub fn admits(&self, category: &Category<'_>) -> bool {
        match self {
            Self::Kind(kind) => *kind == category.kind(),
            Self::Class(class) => class == category,
        }
    }
}

impl Hours {
    /// `from` in 0..=23, `to` in 0..=24, and not the same; `None` otherwise.
    pub fn new(from: u8, to: u8) -> Option<Self> {
        (from <= 23 && to <= 24 && from != to).then_some(Self { from, to })
    }

    /// `hour` in 0..=23.
    pub fn contains(self, hour: u8) -> bool {
        if self.from < self.to { (self.from..self.to).contains(&hour) } else { hour >= self.from || hour < self.to }
    }
}

impl Day {
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    pub fn slug(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }
}

impl Ring {
    /// `None` with fewer than three places.
    pub fn new(mut places: Vec<LngLat>) -> Option<Self> {
        if places.len() > 3 && places.first() == places.last() {
            places.pop();
        }
        (places.len() >= 3).then_some(Self(places))
    }

    pub fn places(&self) -> &[LngLat] {
        &self.0
    }

    /// Longitude and latitude, closed.
    pub fn polygon(&self) -> Polygon<f64> {
        Polygon::new(LineString::new(self.0.iter().map(|place| place.coord()).collect()), Vec::new())
    }
}

impl BoundingBox {
    /// `None` when the first place is not south and west of the second.
    pub fn new(south_west: LngLat, north_east: LngLat) -> Option<Self> {
        let ordered = south_west.lng() <= north_east.lng() && south_west.lat() <= north_east.lat();
        ordered.then_some(Self { south_west, north_east })
    }

    pub fn south_west(self) -> LngLat {
        self.south_west
    }

    pub fn north_east(self) -> LngLat {
        self.north_east
    }

    pub fn contains(self, place: LngLat) -> bool {
        (self.south_west.lng()..=self.north_east.lng()).contains(&place.lng())
            && (self.south_west.lat()..=self.north_east.lat()).contains(&place.lat())
    }
}

impl fmt::Display for CategoryChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => f.write_str(kind.slug()),
            Self::Class(category) => category.fmt(f),
        }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl fmt::Display for AreaChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.layer, self.code)
    }
}

impl fmt::Display for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, place) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { ";" };
            write!(f, "{separator}{place}")?;
        }
        Ok(())
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.south_west, self.north_east)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("category", list(&self.categories)),
            ("from", self.from.map(|date| date.to_string())),
            ("to", self.to.map(|date| date.to_string())),
            ("hours", self.hours.map(|hours| hours.to_string())),
            ("days", list(self.days.iter().map(|day| day.slug()))),
            ("area", list(&self.areas)),
            ("source", list(&self.sources)),
            ("provenance", list(self.provenance.iter().map(|value| value.slug()))),
            ("polygon", self.polygon.as_ref().map(Ring::to_string)),
            ("bbox", self.bbox.map(|bbox| bbox.to_string())),
        ];
        let mut separator = "";
        for (name, value) in lists {
            if let Some(value) = value {
                write!(f, "{separator}{name}={}", value.replace('%', "%25").replace('&', "%26"))?;
                separator = "&";
            }
        }
        Ok(())
    }
}

/// Values with commas between them; a comma or a backslash inside a value gets a backslash before it.
fn list<T: fmt::Display>(values: impl IntoIterator<Item = T>) -> Option<String> {
    let written: Vec<String> =
        values.into_iter().map(|value| value.to_string().replace('\\', "\\\\").replace(',', "\\,")).collect();
    (!written.is_empty()).then(|| written.join(","))
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.to_string()
    }
}

impl TryFrom<String> for Filter {
    type Error = FilterError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self::parse(pairs.map(|(name, value)| (name, value.replace("%26", "&").replace("%25", "%"))))
    }
}
