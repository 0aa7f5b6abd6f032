use super::error::ProfileError;
use super::file::{KeyRule, PlaceRules};
use crate::incident::Precision;

/// How places are written, checked.
#[derive(Clone, Debug)]
pub struct PlaceReading {
    pub precision: Precision,
    /// `[west, south, east, north]`, degrees.
    pub area: Option<[f64; 4]>,
    pub no_place: Vec<[f64; 2]>,
    pub key: KeyRule,
}

impl PlaceReading {
    pub fn check(profile: &str, rules: &PlaceRules) -> Result<Self, ProfileError> {
        let precision = rules.precision.as_deref().map_or(Ok(Precision::Exact), str::parse);
        let precision = precision.map_err(|source| ProfileError::Name { profile: profile.to_owned(), source })?;
        if !matches!(precision, Precision::Exact | Precision::MapPoint) {
            return Err(ProfileError::Value {
                profile: profile.to_owned(),
                key: "place.precision",
                value: precision.slug().to_owned(),
                expected: "exact or map-point: rows without coordinates are told from the data",
            });
        }
        if let Some(area) = rules.area {
            let [west, south, east, north] = area;
            let on_earth = west >= -180.0 && south >= -90.0 && east <= 180.0 && north <= 90.0;
            if !(west < east && south < north && on_earth) {
                return Err(ProfileError::Value {
                    profile: profile.to_owned(),
                    key: "place.area",
                    value: format!("{area:?}"),
                    expected: "[west, south, east, north] in degrees",
                });
            }
        }
        let key = rules.key.unwrap_or(match precision {
            Precision::MapPoint => KeyRule::TextAndPoint,
            _ => KeyRule::Text,
        });
        Ok(Self { precision, area: rules.area, no_place: rules.no_place.clone(), key })
    }
}
