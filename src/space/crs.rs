use std::ops::RangeInclusive;

use geo_types::Coord;
use proj4rs::proj::Proj;
use proj4rs::transform::transform;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use thiserror::Error;

use super::lng_lat::{LngLat, LngLatError};
use super::metres::Planar;
use super::projection::Projection;

/// What the coordinates of a file are in: a coordinate reference system, by its EPSG code.
///
/// ```
/// use wherenext::space::Crs;
///
/// // Portland, in feet of the zone Oregon North.
/// let place = Crs::from_epsg(2913)?.to_lng_lat(7_651_099.6, 683_009.0)?;
/// assert!((place.lng() - -122.65).abs() < 2e-5 && (place.lat() - 45.52).abs() < 2e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Crs {
    epsg: u16,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Longitude and latitude on WGS 84, degrees.
    Degrees,
    BritishNationalGrid,
    WebMercator,
    /// Any other, with WGS 84 to convert to. Boxed for its size.
    Proj(Box<(Proj, Proj)>),
}

/// Why an EPSG code cannot be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CrsError {
    #[error("EPSG:{0} is no coordinate reference system that we have a definition of")]
    Unknown(u32),
    #[error("EPSG:{epsg} cannot be converted: {reason}")]
    Unsupported { epsg: u32, reason: String },
}

/// Why two numbers are no place in a coordinate reference system.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ConversionError {
    #[error("({x}, {y}) in EPSG:{epsg} is no place: {source}")]
    NotOnEarth { epsg: u16, x: f64, y: f64, source: LngLatError },
    #[error("({x}, {y}) lies outside the reach of EPSG:{epsg}")]
    OutOfReach { epsg: u16, x: f64, y: f64 },
}

/// Equatorial radius of WGS 84, which web Mercator takes for that of a sphere, metres.
const WEB_MERCATOR_RADIUS: f64 = 6_378_137.0;

/// Geographic systems within a metre or two of WGS 84: itself, ETRS89, NAD83.
const DEGREES: [u16; 3] = [4326, 4258, 4269];

/// State plane zones on NAD83(HARN), in metres and feet, of the 48 states: the definitions leave out the 1 m to WGS 84.
const HARN_ZONES: [RangeInclusive<u16>; 3] = [2759..=2781, 2787..=2865, 2867..=2930];
const NULL_SHIFT: &str = "+towgs84=0,0,0,0,0,0,0";

/// EPSG's operation "NAD83(HARN) to WGS 84 (3)", good to 1 m; rotations with PROJ's sign, seconds of arc.
const HARN_SHIFT: &str = "+towgs84=-0.991,1.9072,0.5129,0.0257899,0.0096501,0.0116599,0";

impl Crs {
    /// Longitude and latitude on WGS 84, degrees.
    pub const WGS_84: Self = Self { epsg: 4326, kind: Kind::Degrees };

    /// EPSG:4326, 27700 (by OSTN15, to a centimetre), 3857, and any other for which there is a PROJ definition with a shift to WGS 84
    /// that needs no grid file.
    ///
    /// On the datums NAD83, ETRS89 and WGS 84 (UTM, state plane zones, most of today's national grids) those are good to a
    /// metre or two, which is how far these datums lie apart; on older datums to some metres, in places to tens of them.
    /// Compared with PROJ 9 for all 4,754 codes: systems that do not count from Greenwich, that have unusual axes, or whose datum has
    /// no known shift came out wrong by 100 m to a quarter of the globe, and are refused.
    pub fn from_epsg(epsg: u32) -> Result<Self, CrsError> {
        let code = u16::try_from(epsg).map_err(|_| CrsError::Unknown(epsg))?;
        let kind = match code {
            _ if DEGREES.contains(&code) => Kind::Degrees,
            27700 => Kind::BritishNationalGrid,
            3857 => Kind::WebMercator,
            _ => {
                let definition = crs_definitions::from_code(code).ok_or(CrsError::Unknown(epsg))?.proj4;
                let unsupported = |reason| CrsError::Unsupported { epsg, reason };
                let is_harn = HARN_ZONES.iter().any(|zones| zones.contains(&code));
                let definition =
                    if is_harn { definition.replace(NULL_SHIFT, HARN_SHIFT) } else { definition.to_owned() };
                Kind::Proj(Box::new(projs(&definition).map_err(unsupported)?))
            }
        };
        Ok(Self { epsg: code, kind })
    }

    /// The EPSG code.
    pub fn epsg(&self) -> u32 {
        self.epsg.into()
    }

    /// The place of an easting (or longitude) `x` and a northing (or latitude) `y`, in the system's own unit: metres, feet, degrees.
    ///
    /// The easting always comes first, whatever order of axes the EPSG register states.
    pub fn to_lng_lat(&self, x: f64, y: f64) -> Result<LngLat, ConversionError> {
        let out_of_reach = ConversionError::OutOfReach { epsg: self.epsg, x, y };
        if !(x.is_finite() && y.is_finite()) {
            return Err(out_of_reach);
        }
        let (lng, lat) = match &self.kind {
            Kind::Degrees => (x, y),
            Kind::BritishNationalGrid => {
                let place = Projection::BRITISH_NATIONAL_GRID.inverse(Planar { x, y });
                // OSTN15's table, less the 113 m that its shifts move its edge.
                let is_covered = (0.0..=700_000.0).contains(&x) && (-100.0..=1_250_000.0).contains(&y);
                return if is_covered { Ok(place) } else { Err(out_of_reach) };
            }
            Kind::WebMercator => {
                let lat = (y / WEB_MERCATOR_RADIUS).sinh().atan();
                ((x / WEB_MERCATOR_RADIUS).to_degrees(), lat.to_degrees())
            }
            Kind::Proj(projs) => by_proj(projs, x, y).ok_or(out_of_reach)?,
        };
        LngLat::new(lng, lat).map_err(|source| ConversionError::NotOnEarth { epsg: self.epsg, x, y, source })
    }

    /// [`Crs::to_lng_lat`] of many points, in their order, on all cores.
    pub fn to_lng_lat_all(&self, points: &[Coord<f64>]) -> Vec<Result<LngLat, ConversionError>> {
        points.par_iter().with_min_len(1024).map(|point| self.to_lng_lat(point.x, point.y)).collect()
    }
}

/// A system and WGS 84, or why the definition cannot be used.
fn projs(definition: &str) -> Result<(Proj, Proj), String> {
    let has = |key: &str| definition.split_whitespace().any(|part| part.starts_with(key));
    if has("+pm=") {
        return Err("it does not count longitudes from Greenwich".to_owned());
    }
    if has("+axis=") {
        return Err("its axes do not point east and north".to_owned());
    }
    let is_geocentric = has("+ellps=GRS80") || has("+ellps=WGS84");
    if !(has("+towgs84=") || has("+datum=") || is_geocentric) {
        return Err("its definition has no shift to WGS 84".to_owned());
    }
    // proj4rs knows the scale as k or k0 and passes over k_0, the third name that PROJ has for it.
    let definition = definition.replace("+k_0=", "+k=");
    let proj = |definition| Proj::from_proj_string(definition).map_err(|error| error.to_string());
    Ok((proj(&definition)?, proj("+proj=longlat +datum=WGS84 +no_defs")?))
}

fn by_proj((from, to): &(Proj, Proj), x: f64, y: f64) -> Option<(f64, f64)> {
    let mut point = if from.is_latlong() { (x.to_radians(), y.to_radians()) } else { (x, y) };
    transform(from, to, &mut point).ok()?;
    Some((point.0.to_degrees(), point.1.to_degrees()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// EPSG code, longitude, latitude, x, y: PROJ 9.5.1 through pyproj 3.7.2, `Transformer.from_crs(4326, code, always_xy=True)`. The
    /// codes on NAD83 and GDA94 are given there with a null shift, as here.
    const BY_PROJ: [(u32, [f64; 4]); 5] = [
        (3857, [0.47, 51.73, 52_320.160_672_838_574, 6_751_452.452_192_96]),
        (32631, [0.47, 51.73, 325_284.319_641_523_4, 5_734_038.093_466_662]),
        (32610, [-123.1, 49.26, 492_723.895_372_705_1, 5_456_364.212_560_693]),
        (2263, [-73.98, 40.75, 989_791.457_348_593, 212_522.519_239_254_3]),
        (3435, [-87.63, 41.88, 1_175_784.256_028_427_3, 1_899_646.788_255_619]),
    ];

    fn degrees_apart(place: LngLat, lng: f64, lat: f64) -> f64 {
        (place.lng() - lng).abs().max((place.lat() - lat).abs())
    }

    #[test]
    fn projected_systems_agree_with_proj() {
        for (epsg, [lng, lat, x, y]) in BY_PROJ {
            let place = Crs::from_epsg(epsg).unwrap().to_lng_lat(x, y).unwrap();
            // 1e-8 degrees are 1 mm.
            assert!(degrees_apart(place, lng, lat) < 1e-8, "EPSG:{epsg} {place}");
        }
    }

    #[test]
    fn degrees_pass_through_and_british_coordinates_go_by_ostn15() {
        assert_eq!(Crs::from_epsg(4326).unwrap().to_lng_lat(0.5, 51.7), Ok(LngLat::new(0.5, 51.7).unwrap()));
        // Ordnance Survey's test point TP11.
        let place = Crs::from_epsg(27700).unwrap().to_lng_lat(599_445.590, 225_722.826).unwrap();
        assert!(degrees_apart(place, 0.897_243_270_12, 51.894_366_373_50) < 1e-7);
    }

    #[test]
    fn a_scale_under_its_other_name_is_not_lost() {
        // CH1903+ / LV95, defined with +k_0: Bern's old observatory is its origin, at 46°57'08.66" N, 7°26'22.50" E of CH1903+.
        let place = Crs::from_epsg(2056).unwrap().to_lng_lat(2_600_000.0, 1_200_000.0).unwrap();
        // swisstopo gives 7.438 632 E, 46.951 083 N for it on WGS 84.
        assert!(degrees_apart(place, 7.438_632, 46.951_083) < 2e-6, "{place}");
    }

    #[test]
    fn what_would_be_wrong_is_refused() {
        assert_eq!(Crs::from_epsg(99).unwrap_err(), CrsError::Unknown(99));
        assert_eq!(Crs::from_epsg(1_000_000).unwrap_err(), CrsError::Unknown(1_000_000));
        let reason = |epsg| Crs::from_epsg(epsg).unwrap_err().to_string();
        assert!(reason(27572).contains("Greenwich"));
        assert!(reason(4267).contains("grid"));
    }

    #[test]
    fn numbers_that_are_no_place_are_named() {
        let to_lng_lat = |epsg, x, y| Crs::from_epsg(epsg).unwrap().to_lng_lat(x, y);
        assert!(matches!(to_lng_lat(4326, 51.7, 100.0), Err(ConversionError::NotOnEarth { .. })));
        assert!(matches!(to_lng_lat(27700, 5e6, 200_000.0), Err(ConversionError::OutOfReach { .. })));
        assert!(matches!(to_lng_lat(3857, 1e9, 0.0), Err(ConversionError::NotOnEarth { .. })));
        assert!(matches!(to_lng_lat(32631, f64::NAN, 0.0), Err(ConversionError::OutOfReach { .. })));
        assert!(to_lng_lat(32631, 1e12, 1e12).is_err());
    }

    #[test]
    fn batches_equal_single_conversions() {
        let crs = Crs::from_epsg(27700).unwrap();
        let points: Vec<_> = (0..3000).map(|i| Coord { x: 300.0 * f64::from(i), y: 200_000.0 }).collect();
        let places = crs.to_lng_lat_all(&points);
        assert!(points.iter().zip(&places).all(|(point, place)| *place == crs.to_lng_lat(point.x, point.y)));
        assert!(places[0].is_ok() && places[2999].is_err());
    }
}
