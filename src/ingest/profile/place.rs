use super::error::ProfileError;
use super::file::{KeyRule, PlaceRules};
use crate::incident::Precision;
use crate::space::Crs;

/// How places are written, checked.
#[derive(Clone, Debug)]
pub struct PlaceReading {
    /// Of the columns `x` and `y`.
    pub crs: Crs,
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
        let crs = rules.crs.as_deref().map_or(Ok(Crs::WGS_84), |written| read_crs(profile, written))?;
        let key = rules.key.unwrap_or(match precision {
            Precision::MapPoint => KeyRule::TextAndPoint,
            _ => KeyRule::Text,
        });
        Ok(Self { crs, precision, area: rules.area, no_place: rules.no_place.clone(), key })
    }
}

fn read_crs(profile: &str, written: &str) -> Result<Crs, ProfileError> {
    let code = written.strip_prefix("EPSG:").and_then(|code| code.parse().ok()).ok_or_else(|| ProfileError::Value {
        profile: profile.to_owned(),
        key: "place.crs",
        value: written.to_owned(),
        expected: "EPSG: and a number, such as EPSG:27700",
    })?;
    Crs::from_epsg(code).map_err(|source| ProfileError::Crs { profile: profile.to_owned(), source })
}
