/// An ellipsoid of revolution, with the series that the transverse Mercator projection needs, worked out at compile time.
///
/// Series in the third flattening n: to its fourth power in the plane, to its fifth for the latitudes, whose coefficients are
/// larger. Each leaves out less than 0.1 µm. Sources: Karney (2011), doi:10.1007/s00190-011-0445-3, equations 14, 35 and 36;
/// for the latitudes Karney (2024), On auxiliary latitudes, doi:10.1080/00396265.2023.2217604, table of conformal latitude.
#[derive(Debug, PartialEq)]
pub(super) struct Ellipsoid {
    /// Radius of the circle that is as long as a meridian, metres.
    pub(super) rectifying_radius: f64,
    /// From the conformal to the rectified plane (alpha).
    pub(super) to_rectified: [f64; 4],
    /// From the rectified to the conformal plane (beta, with the sign of a term to add).
    pub(super) from_rectified: [f64; 4],
    to_conformal: [f64; 5],
    to_geodetic: [f64; 5],
}

/// World Geodetic System 1984 (EPSG 7030).
pub(super) static WGS_84: Ellipsoid = Ellipsoid::new(6_378_137.0, 298.257_223_563);

/// Geodetic Reference System 1980 (EPSG 7019), which ETRS89 is on.
pub(super) static GRS_80: Ellipsoid = Ellipsoid::new(6_378_137.0, 298.257_222_101);

impl Ellipsoid {
    /// Equatorial radius in metres, and the inverse of the flattening.
    const fn new(equatorial_radius: f64, inverse_flattening: f64) -> Self {
        let n = 1.0 / (2.0 * inverse_flattening - 1.0);
        let n2 = n * n;
        let (n3, n4, n5) = (n * n2, n2 * n2, n * n2 * n2);
        Self {
            rectifying_radius: equatorial_radius / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            to_rectified: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49561.0 / 161_280.0 * n4,
            ],
            from_rectified: [
                -n / 2.0 + 2.0 / 3.0 * n2 - 37.0 / 96.0 * n3 + 1.0 / 360.0 * n4,
                -1.0 / 48.0 * n2 - 1.0 / 15.0 * n3 + 437.0 / 1440.0 * n4,
                -17.0 / 480.0 * n3 + 37.0 / 840.0 * n4,
                -4397.0 / 161_280.0 * n4,
            ],
            to_conformal: [
                -2.0 * n + 2.0 / 3.0 * n2 + 4.0 / 3.0 * n3 - 82.0 / 45.0 * n4 + 32.0 / 45.0 * n5,
                5.0 / 3.0 * n2 - 16.0 / 15.0 * n3 - 13.0 / 9.0 * n4 + 904.0 / 315.0 * n5,
                -26.0 / 15.0 * n3 + 34.0 / 21.0 * n4 + 8.0 / 5.0 * n5,
                1237.0 / 630.0 * n4 - 12.0 / 5.0 * n5,
                -734.0 / 315.0 * n5,
            ],
            to_geodetic: [
                2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4 + 26.0 / 45.0 * n5,
                7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4 + 2704.0 / 315.0 * n5,
                56.0 / 15.0 * n3 - 136.0 / 35.0 * n4 - 1262.0 / 105.0 * n5,
                4279.0 / 630.0 * n4 - 332.0 / 35.0 * n5,
                4174.0 / 315.0 * n5,
            ],
        }
    }

    /// Conformal latitude of a geodetic one, radians.
    pub(super) fn conformal_latitude(&self, phi: f64) -> f64 {
        let (sin, cos) = (2.0 * phi).sin_cos();
        phi + sine_series(&self.to_conformal, sin, cos)
    }

    /// Geodetic latitude, radians, of a conformal one, given as its tangent.
    pub(super) fn geodetic_latitude(&self, tan_chi: f64) -> f64 {
        let over = (1.0 + tan_chi * tan_chi).recip();
        // At a pole the tangent is infinite.
        let (sin, cos) = if over > 0.0 { (2.0 * tan_chi * over, 2.0 * over - 1.0) } else { (0.0, -1.0) };
        tan_chi.atan() + sine_series(&self.to_geodetic, sin, cos)
    }
}

/// The sum of c\[j-1\] sin(j x), j = 1 to 5, by Clenshaw's recurrence.
fn sine_series(c: &[f64; 5], sin_x: f64, cos_x: f64) -> f64 {
    let (mut b1, mut b2) = (0.0, 0.0);
    for &c in c.iter().rev() {
        (b1, b2) = (2.0 * cos_x * b1 - b2 + c, b1);
    }
    sin_x * b1
}
