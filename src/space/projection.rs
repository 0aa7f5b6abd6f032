use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::ellipsoid::WGS_84;
use super::lng_lat::LngLat;
use super::metres::Planar;
use super::ostn15::Ostn15;
use super::transverse_mercator::TransverseMercator;

/// How places become metres on a flat map, and back.
///
/// ```
/// use wherenext::space::{LngLat, Projection};
///
/// // Ordnance Survey's test point TP11, in Essex.
/// let place = LngLat::new(0.897_243_270_12, 51.894_366_373_50)?;
/// let planar = Projection::for_place(place).forward(place);
/// assert!((planar.x - 599_445.590).abs() < 0.01);
/// assert!((planar.y - 225_722.826).abs() < 0.01);
/// # Ok::<(), wherenext::space::LngLatError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Projection(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    BritishNationalGrid,
    Local(TransverseMercator),
}

impl Projection {
    /// Eastings and northings of the British National Grid (EPSG:27700) by OSTN15, within 1 cm of Ordnance Survey's own.
    ///
    /// Distances are short or long by up to 4 parts in 10,000, as on every map on this grid. Outside OSTN15's table (700 × 1,250 km
    /// round Great Britain) the shift of its edge is used: still one to one, but metres off the grid.
    pub const BRITISH_NATIONAL_GRID: Self = Self(Kind::BritishNationalGrid);

    /// The British National Grid where OSTN15's table covers `place`, else [`Projection::local`] round it.
    pub fn for_place(place: LngLat) -> Self {
        if Ostn15::get().covers(place.lng(), place.lat()) { Self::BRITISH_NATIONAL_GRID } else { Self::local(place) }
    }

    /// A transverse Mercator projection on WGS 84, true to scale on the meridian of `origin`, which becomes (0, 0).
    ///
    /// Distances are 1 part in 10,000 long at 90 km east or west of `origin`, at any distance north or south. Places more than
    /// 84 degrees east or west along the equator are moved to that edge.
    pub fn local(origin: LngLat) -> Self {
        Self(Kind::Local(TransverseMercator::new(&WGS_84, (origin.lng(), origin.lat()), 1.0, (0.0, 0.0))))
    }

    /// Whether planar coordinates are eastings and northings of the British National Grid.
    pub fn is_british_national_grid(&self) -> bool {
        matches!(self.0, Kind::BritishNationalGrid)
    }

    /// Metres on the flat map; defined for every place.
    pub fn forward(&self, place: LngLat) -> Planar {
        let (x, y) = match &self.0 {
            Kind::BritishNationalGrid => Ostn15::get().forward(place.lng(), place.lat()),
            Kind::Local(projection) => projection.forward(place.lng(), place.lat()),
        };
        Planar { x, y }
    }

    /// The place of a point on the flat map: [`Projection::forward`] undone, to 1 µm within 1,000 km.
    ///
    /// Defined for every point; one beyond the map's edge, or not finite, gives a place at that edge.
    pub fn inverse(&self, point: Planar) -> LngLat {
        let (lng, lat) = match &self.0 {
            Kind::BritishNationalGrid => Ostn15::get().inverse(point.x, point.y),
            Kind::Local(projection) => projection.inverse(point.x, point.y),
        };
        LngLat::new(lng, lat).expect("the inverse wraps longitudes and bounds latitudes")
    }

    /// [`Projection::forward`] of many places, in their order, on all cores.
    pub fn forward_all(&self, places: &[LngLat]) -> Vec<Planar> {
        places.par_iter().with_min_len(MIN_BATCH).map(|&place| self.forward(place)).collect()
    }

    /// [`Projection::inverse`] of many points, in their order, on all cores.
    pub fn inverse_all(&self, points: &[Planar]) -> Vec<LngLat> {
        points.par_iter().with_min_len(MIN_BATCH).map(|&point| self.inverse(point)).collect()
    }
}

/// Points that a thread takes at least: 0.1 ms of work, against microseconds to hand it over.
const MIN_BATCH: usize = 1024;

#[cfg(test)]
mod tests {
    use geo::{Distance, Geodesic};
    use proptest::prelude::*;

    use super::*;

    /// Some of Ordnance Survey's published test points: longitude, latitude, easting, northing.
    const TEST_POINTS: [[f64; 4]; 8] = [
        [-6.299_777_520_14, 49.922_263_937_30, 91_492.146, 11_318.804],
        [-1.297_822_772_40, 50.575_636_650_00, 449_816.371, 75_335.861],
        [1.444_547_304_09, 51.374_470_255_50, 639_821.835, 169_565.858],
        [0.897_243_270_12, 51.894_366_373_50, 599_445.590, 225_722.826],
        [-3.040_454_906_91, 53.779_110_257_60, 331_534.564, 431_920.794],
        [-5.828_366_918_50, 57.006_066_960_50, 167_634.202, 797_067.144],
        [-8.578_544_560_76, 57.813_518_384_10, 9_587.909, 899_448.996],
        [-2.073_828_227_98, 60.133_080_916_60, 395_999.668, 1_138_728.951],
    ];

    #[test]
    fn ordnance_survey_test_points_agree_to_a_centimetre_both_ways() {
        for [lng, lat, x, y] in TEST_POINTS {
            let place = LngLat::new(lng, lat).unwrap();
            let planar = Planar { x, y };
            let projection = Projection::for_place(place);
            assert!(projection.is_british_national_grid());
            assert!(projection.forward(place).distance(planar).0 < 0.01);
            assert!(projection.forward(projection.inverse(planar)).distance(planar).0 < 1e-6);
            let back = projection.inverse(planar);
            // 1e-7 degrees are 1.1 cm of latitude.
            assert!((back.lng() - lng).abs() < 1e-7 && (back.lat() - lat).abs() < 1e-7, "{back}");
        }
    }

    #[test]
    fn the_local_map_is_true_to_scale_on_its_meridian() {
        let origin = LngLat::new(-122.65, 45.5).unwrap();
        let projection = Projection::for_place(origin);
        assert!(!projection.is_british_national_grid());
        assert!(projection.forward(origin).distance(Planar { x: 0.0, y: 0.0 }).0 < 1e-8);
        let (south, north) = (LngLat::new(-122.65, 45.0).unwrap(), LngLat::new(-122.65, 46.0).unwrap());
        let geodesic = Geodesic.distance(south.coord().into(), north.coord().into());
        let planar = projection.forward(south).distance(projection.forward(north));
        assert!((planar.0 - geodesic).abs() < 1e-6);
    }

    #[test]
    fn batches_equal_single_conversions() {
        let projection = Projection::BRITISH_NATIONAL_GRID;
        let points: Vec<_> = (0..3000).map(|i| Planar { x: 200.0 * f64::from(i), y: 400.0 * f64::from(i) }).collect();
        let places = projection.inverse_all(&points);
        assert!(places.iter().zip(&points).all(|(&place, &point)| place == projection.inverse(point)));
        let again = projection.forward_all(&places);
        assert!(again.iter().zip(&points).all(|(&a, &b)| a.distance(b).0 < 1e-6));
    }

    #[test]
    fn points_off_the_map_give_places_at_its_edge() {
        for projection in [Projection::BRITISH_NATIONAL_GRID, Projection::local(LngLat::new(179.0, -80.0).unwrap())] {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e9] {
                projection.inverse(Planar { x: bad, y: 0.0 });
                projection.inverse(Planar { x: 0.0, y: bad });
            }
        }
    }

    proptest! {
        #[test]
        fn forward_then_inverse_returns(lng in -9.0..4.0, lat in 49.0..62.0) {
            let place = LngLat::new(lng, lat).unwrap();
            for projection in [Projection::BRITISH_NATIONAL_GRID, Projection::local(LngLat::new(0.5, 51.7).unwrap())] {
                let back = projection.inverse(projection.forward(place));
                // 1e-11 degrees are 1 µm.
                prop_assert!((back.lng() - lng).abs() < 2e-11 && (back.lat() - lat).abs() < 1e-11);
            }
        }

        #[test]
        fn every_place_has_a_finite_point(lng in -180.0..=180.0, lat in -90.0..=90.0, at_lng in -180.0..=180.0, at_lat in -90.0..=90.0) {
            let place = LngLat::new(lng, lat).unwrap();
            let origin = LngLat::new(at_lng, at_lat).unwrap();
            for projection in [Projection::BRITISH_NATIONAL_GRID, Projection::local(origin)] {
                let point = projection.forward(place);
                prop_assert!(point.x.is_finite() && point.y.is_finite());
            }
        }
    }
}
