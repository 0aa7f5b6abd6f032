use thiserror::Error;

use super::lng_lat::LngLat;

/// A place that people go to, such as one school.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPlace {
    pub name: Option<String>,
    pub place: LngLat,
}

/// All known places of one class, with incidents or without: `licensed-venue`, `school`, `bus-stop`.
///
/// They keep the order that they were given in, and may lie outside the study area: a station across the border counts.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSet {
    class: String,
    places: Vec<NamedPlace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("class {0:?} is not a slug of lower-case letters, digits and hyphens")]
pub struct PlaceClassError(String);

impl PlaceSet {
    /// `class` must be a slug.
    pub fn new(class: String, places: Vec<NamedPlace>) -> Result<Self, PlaceClassError> {
        let is_slug =
            !class.is_empty() && class.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if is_slug { Ok(Self { class, places }) } else { Err(PlaceClassError(class)) }
    }

    pub fn class(&self) -> &str {
        &self.class
    }

    pub fn places(&self) -> &[NamedPlace] {
        &self.places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_a_slug() {
        assert_eq!(PlaceSet::new("bus-stop".to_owned(), vec![]).unwrap().class(), "bus-stop");
        for wrong in ["", "Bus stop", "café"] {
            assert_eq!(PlaceSet::new(wrong.to_owned(), vec![]), Err(PlaceClassError(wrong.to_owned())));
        }
    }
}
