use std::borrow::Cow;

use super::category::Category;
use super::provenance::{Precision, Provenance};
use crate::space::LngLat;
use crate::time::TimeWindow;

/// One incident with its text, on its way from a file to the store or back.
///
/// Text borrows from the file's buffer where it can.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident<'a> {
    /// The source's own number for it. Rows with one are updated by it; rows without one are never merged.
    pub external_id: Option<Cow<'a, str>>,
    pub category: Category<'a>,
    pub when: TimeWindow,
    /// `None` unless `precision` is `MapPoint` or `Exact`.
    pub place: Option<LngLat>,
    pub precision: Precision,
    pub location: Option<Location<'a>>,
    /// The code of the small area it lies in (in England an LSOA), where the source gives one.
    pub area_code: Option<Cow<'a, str>>,
    /// The agency that recorded it.
    pub source: Cow<'a, str>,
    pub provenance: Provenance,
    /// Whether somebody went; `None` where the source does not say.
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
    pub outcome: Option<Cow<'a, str>>,
    /// Columns of the source that have no place above, kept as they came: (name, value).
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// A named place: incidents with the same key happened at the same location.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location<'a> {
    /// A stable key such as a property reference number; the text itself where the source has no other.
    pub key: Cow<'a, str>,
    pub text: Cow<'a, str>,
}
