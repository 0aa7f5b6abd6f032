//! The transverse Mercator projection of an ellipsoid, both ways, by the series of Krüger.
//!
//! What the series leave out is under 0.1 µm within 1,000 km of the central meridian; cost is a dozen elementary functions a
//! point. Nothing here is iterated.
//!
//! Source: C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers, Journal of Geodesy 85 (2011),
//! doi:10.1007/s00190-011-0445-3, equations 7 to 12; EPSG guidance note 7-2, method 9807 (JHS formulas). Departure: the conformal
//! latitude comes from a series too, not from its closed form.

use super::ellipsoid::Ellipsoid;

/// Farthest normalised easting that the inverse accepts: at 3 the meridian 90 degrees off is 6 degrees away.
const MAX_ETA: f64 = 3.0;

/// A transverse Mercator projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TransverseMercator {
    ellipsoid: &'static Ellipsoid,
    /// Radians.
    central_meridian: f64,
    false_easting: f64,
    /// Northing of the equator, metres.
    equator_northing: f64,
    /// Scale on the central meridian times the rectifying radius, metres.
    scaled_radius: f64,
}

impl TransverseMercator {
    /// `origin_lng` and `origin_lat` in degrees; there the result is (`false_easting`, `false_northing`), metres.
    pub(super) fn new(
        ellipsoid: &'static Ellipsoid,
        (origin_lng, origin_lat): (f64, f64),
        scale: f64,
        (false_easting, false_northing): (f64, f64),
    ) -> Self {
        let scaled_radius = scale * ellipsoid.rectifying_radius;
        let mut projection = Self {
            ellipsoid,
            central_meridian: origin_lng.to_radians(),
            false_easting,
            equator_northing: 0.0,
            scaled_radius,
        };
        projection.equator_northing = false_northing - projection.forward(origin_lng, origin_lat).1;
        projection
    }

    /// Degrees to metres (easting, northing).
    pub(super) fn forward(&self, lng: f64, lat: f64) -> (f64, f64) {
        let (sin_chi, cos_chi) = self.ellipsoid.conformal_latitude(lat.to_radians()).sin_cos();
        let (sin_lambda, cos_lambda) = (lng.to_radians() - self.central_meridian).sin_cos();
        let xi = sin_chi.atan2(cos_lambda * cos_chi);
        // The two points a quarter of the globe east and west of the equator's centre lie at infinity: stop short of them.
        let tanh_eta = (sin_lambda * cos_chi).clamp(-TANH_MAX_ETA, TANH_MAX_ETA);
        let eta = tanh_eta.atanh();
        let (d_xi, d_eta) = sine_series(&self.ellipsoid.to_rectified, xi, eta);
        (
            self.false_easting + self.scaled_radius * (eta + d_eta),
            self.equator_northing + self.scaled_radius * (xi + d_xi),
        )
    }

    /// Metres (easting, northing) to degrees (longitude within ±180, latitude within ±90).
    ///
    /// A number that is not finite, or farther out than the projection reaches, is taken to be at its edge.
    pub(super) fn inverse(&self, easting: f64, northing: f64) -> (f64, f64) {
        let eta = bounded((easting - self.false_easting) / self.scaled_radius, MAX_ETA);
        let xi = bounded((northing - self.equator_northing) / self.scaled_radius, MAX_XI);
        let (d_xi, d_eta) = sine_series(&self.ellipsoid.from_rectified, xi, eta);
        let (xi, eta) = (xi + d_xi, eta + d_eta);
        let (sin_xi, cos_xi) = xi.sin_cos();
        let (sinh_eta, _) = sinh_cosh(eta);
        let lambda = sinh_eta.atan2(cos_xi);
        let tan_chi = sin_xi / (sinh_eta * sinh_eta + cos_xi * cos_xi).sqrt();
        let lng = (self.central_meridian + lambda).to_degrees();
        let lat = self.ellipsoid.geodetic_latitude(tan_chi).to_degrees();
        (wrap_longitude(lng), lat.clamp(-90.0, 90.0))
    }
}

/// tanh of [`MAX_ETA`].
const TANH_MAX_ETA: f64 = 0.995_054_753_686_730_5;

/// Northings beyond the far side of the globe mean nothing.
const MAX_XI: f64 = std::f64::consts::PI;

/// Within ±limit, also when the value is not a number (clamp would keep that).
fn bounded(value: f64, limit: f64) -> f64 {
    if value > -limit { value.min(limit) } else { -limit }
}

fn wrap_longitude(lng: f64) -> f64 {
    if lng > 180.0 {
        lng - 360.0
    } else if lng < -180.0 {
        lng + 360.0
    } else {
        lng
    }
}

/// The sum of c\[j-1\] sin(2 j (xi + i eta)), j = 1 to 4, by Clenshaw's recurrence: real and imaginary part.
fn sine_series(c: &[f64; 4], xi: f64, eta: f64) -> (f64, f64) {
    let (sin, cos) = (2.0 * xi).sin_cos();
    let (sinh, cosh) = sinh_cosh(2.0 * eta);
    let (re, im) = (2.0 * cos * cosh, -2.0 * sin * sinh);
    let (mut b1, mut b2) = ((0.0, 0.0), (0.0, 0.0));
    for &c in c.iter().rev() {
        let b0 = (re * b1.0 - im * b1.1 - b2.0 + c, re * b1.1 + im * b1.0 - b2.1);
        b2 = b1;
        b1 = b0;
    }
    let (sin_re, sin_im) = (sin * cosh, cos * sinh);
    (sin_re * b1.0 - sin_im * b1.1, sin_re * b1.1 + sin_im * b1.0)
}

/// By one exponential; what sinh loses near 0 is a rounding error of 1, a nanometre on the earth.
fn sinh_cosh(x: f64) -> (f64, f64) {
    let exp = x.exp();
    let inverse = exp.recip();
    (0.5 * (exp - inverse), 0.5 * (exp + inverse))
}
