use std::collections::BTreeMap;

use serde::Deserialize;

/// A profile as it is written: what each section may hold. [`Profile`](super::Profile) is the same, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    pub name: String,
    pub title: String,
    #[serde(default)]
    pub record: RecordKind,
    /// Only files whose name fits are detected as this layout.
    pub file_name: Option<String>,
    /// A file whose name fits holds one slot, and replaces what that slot held before.
    pub slot: Option<String>,
    #[serde(default)]
    pub format: FormatRules,
    #[serde(default)]
    pub columns: ColumnRules,
    #[serde(default)]
    pub values: ValueRules,
    #[serde(default)]
    pub defaults: DefaultRules,
    #[serde(default)]
    pub time: TimeRules,
    #[serde(default)]
    pub place: PlaceRules,
}

/// What one row of the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    #[default]
    Incident,
    /// What became of an incident told elsewhere, by its id.
    Outcome,
}

/// How the text of the file is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormatRules {
    pub delimiter: char,
    pub decimal: char,
    pub encoding: String,
    /// The columns' names when the file has no header of its own.
    pub names: Vec<String>,
    /// Values that mean "not given", besides the empty one.
    pub missing: Vec<String>,
}

impl Default for FormatRules {
    fn default() -> Self {
        Self { delimiter: ',', decimal: '.', encoding: "utf-8".to_owned(), names: Vec::new(), missing: Vec::new() }
    }
}

/// Which column of the file says what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnRules {
    pub id: Option<String>,
    /// One column, or several whose values are joined with `/` before they are looked up.
    pub category: OneOrMore,
    pub start: Option<String>,
    pub end: Option<String>,
    pub duration: Option<String>,
    pub date: Option<String>,
    pub time: Option<String>,
    pub year: Option<String>,
    pub month: Option<String>,
    pub day: Option<String>,
    pub hour: Option<String>,
    pub minute: Option<String>,
    pub longitude: Option<String>,
    pub latitude: Option<String>,
    pub x: Option<String>,
    pub y: Option<String>,
    pub location: Option<String>,
    pub location_key: Option<String>,
    pub area_code: Option<String>,
    pub source: Option<String>,
    pub provenance: Option<String>,
    pub attended: Option<String>,
    pub repeat: Option<String>,
    pub vulnerable: Option<String>,
    pub outcome: Option<String>,
    /// Columns that no field is read from, and that every file of this layout has: it is known by them. They are kept.
    pub required: Vec<String>,
    /// Columns that a file of this layout may lack.
    pub optional: Vec<String>,
    /// Columns that are kept although a field is read from them: words that the field does not hold in full.
    pub keep: Vec<String>,
    /// Columns that are not kept; `*` for every column that is not named here.
    pub drop: Vec<String>,
}

impl ColumnRules {
    /// Every column that a field is read from.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let single = [
            &self.id,
            &self.start,
            &self.end,
            &self.duration,
            &self.date,
            &self.time,
            &self.year,
            &self.month,
            &self.day,
            &self.hour,
            &self.minute,
            &self.longitude,
            &self.latitude,
            &self.x,
            &self.y,
            &self.location,
            &self.location_key,
            &self.area_code,
            &self.source,
            &self.provenance,
            &self.attended,
            &self.repeat,
            &self.vulnerable,
            &self.outcome,
        ];
        let single = single.into_iter().filter_map(|name| name.as_deref());
        self.category.as_slice().iter().map(String::as_str).chain(single)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Default for OneOrMore {
    fn default() -> Self {
        Self::More(Vec::new())
    }
}

impl OneOrMore {
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}

/// What the file's own words mean. Letter case does not matter; a key that ends in `*` stands for every value that begins so.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValueRules {
    pub category: BTreeMap<String, String>,
    pub source: BTreeMap<String, String>,
    pub provenance: BTreeMap<String, String>,
    pub attended: BTreeMap<String, bool>,
    pub repeat: BTreeMap<String, bool>,
    pub vulnerable: BTreeMap<String, bool>,
}

/// The value of a field that has no column, or whose column is empty or holds a word that no rule knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DefaultRules {
    /// `kind/class`, or `kind/*` for the slug of the source's own word.
    pub category: Option<String>,
    pub source: Option<String>,
    pub provenance: Option<String>,
    pub attended: Option<bool>,
    pub repeat: Option<bool>,
    pub vulnerable: Option<bool>,
}

/// How dates and times are written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeRules {
    /// The civil zone of times that carry no offset of their own.
    pub zone: Option<String>,
    /// Tried in order; without any, the ISO 8601 forms.
    pub formats: Vec<String>,
    /// Whether the end column's own minute (or day, or second) still belongs to the window.
    pub end: EndRule,
    /// Times are taken to be no better known than this.
    pub resolution: Resolution,
    pub duration_unit: DurationUnit,
    /// Rows where this column holds this value know their date alone.
    pub date_only_when: Option<ColumnValue>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndRule {
    #[default]
    Inclusive,
    Exclusive,
}

/// How well a time is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    #[default]
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DurationUnit {
    Seconds,
    #[default]
    Minutes,
    Hours,
}

impl DurationUnit {
    pub fn seconds(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnValue {
    pub column: String,
    pub value: String,
}

/// How places are written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceRules {
    /// The reference system of `x` and `y`; `longitude` and `latitude` are always EPSG:4326.
    pub crs: Option<String>,
    pub precision: Option<String>,
    /// `[west, south, east, north]` in degrees: a place outside is a mistake.
    pub area: Option<[f64; 4]>,
    /// Coordinate pairs, as written in the file, that mean "no place".
    pub no_place: Vec<[f64; 2]>,
    pub key: Option<KeyRule>,
}

/// What tells two locations apart when the file has no key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyRule {
    /// The location's text: addresses that name their town.
    Text,
    /// The text and the point: "High Street" of two towns stays two.
    TextAndPoint,
    /// The point alone.
    Point,
}
