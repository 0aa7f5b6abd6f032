//! The icosahedron that H3 lays round the earth: which face lies under a place, and where on that face.
//!
//! Its corners are the centres of the twelve pentagons, so that its placing is H3's own. Faces are numbered and turned our own
//! way: nothing here depends on how H3 does that.

use std::sync::LazyLock;

use h3o::{LatLng, Resolution};

use super::h3::to_h3;
use super::lng_lat::LngLat;

type Vector = [f64; 3];

/// Distance between centres of neighbouring cells of resolution 0 on the plane that touches a face's centre, as H3 sets it:
/// a face's corner is two cells away, at tan 37.377° = 3 - √5.
const UNIT_RES0: f64 = 0.381_966_011_250_105_15;

/// A point nearer to a face's edge than this is not decided here: six micrometres. Rounding is ten thousand times less.
const EDGE_MARGIN: f64 = 1e-12;

/// Nor one this near to a face's centre (6 km), where H3's distance from it, an arc cosine, loses digits.
const CENTRE_MARGIN: f64 = 1e-3;

static FACES: LazyLock<Vec<Face>> = LazyLock::new(faces);

struct Face {
    centre: Vector,
    /// A direction in the face's plane, from its centre to a corner, and the one a quarter turn anticlockwise of it.
    across: [Vector; 2],
    /// Planes through the edges; inside is positive.
    edges: [Vector; 3],
}

/// The faces with the hexagonal lattice of one resolution on each.
pub(super) struct FaceLattices {
    /// Directions whose products with a point, over that with the centre, are its coordinates in the lattice.
    axes: Vec<[Vector; 2]>,
}

/// Where a place lies on a face: coordinates along two axes of its lattice, 120 degrees apart; cells' centres are whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnFace {
    pub(super) face: usize,
    pub(super) i: f64,
    pub(super) j: f64,
}

impl FaceLattices {
    pub(super) fn new(resolution: Resolution) -> Self {
        let level = u8::from(resolution);
        let scale = 7_f64.powf(f64::from(level) / 2.0) / UNIT_RES0;
        // Every other resolution's lattice is turned by the angle whose tangent is √3 / 5.
        let (sin, cos) = if resolution.is_class3() { (3_f64.sqrt() / 5.0).atan().sin_cos() } else { (0.0, 1.0) };
        let axes = FACES.iter().map(|face| {
            let x = combine(cos, face.across[0], sin, face.across[1]);
            let y = combine(-sin, face.across[0], cos, face.across[1]);
            // From rectangular coordinates to axes 120 degrees apart.
            let slant = 3_f64.sqrt().recip();
            [combine(scale, x, scale * slant, y), combine(0.0, x, 2.0 * scale * slant, y)]
        });
        Self { axes: axes.collect() }
    }

    /// The face that a place lies on, tried first on face `guess`; `None` where rounding might decide.
    pub(super) fn locate(&self, place: LngLat, guess: usize) -> Option<OnFace> {
        let point = vector(to_h3(place));
        let is_inside = |face: &Face| face.edges.iter().all(|&edge| dot(edge, point) > EDGE_MARGIN);
        let face = if is_inside(&FACES[guess]) { guess } else { FACES.iter().position(is_inside)? };
        let along = dot(FACES[face].centre, point);
        if along * along > 1.0 - CENTRE_MARGIN * CENTRE_MARGIN {
            return None;
        }
        let [i_axis, j_axis] = self.axes[face];
        Some(OnFace { face, i: dot(i_axis, point) / along, j: dot(j_axis, point) / along })
    }
}

fn faces() -> Vec<Face> {
    let corners: Vec<Vector> = Resolution::Zero.pentagons().map(|cell| vector(LatLng::from(cell))).collect();
    // Neighbouring corners are 63.4 degrees apart, all others more than 116.
    let is_side = |a: usize, b: usize| dot(corners[a], corners[b]) > 0.0;
    let mut faces = Vec::with_capacity(20);
    for a in 0..corners.len() {
        for b in (0..a).filter(|&b| is_side(a, b)) {
            for c in (0..b).filter(|&c| is_side(a, c) && is_side(b, c)) {
                faces.push(face([corners[a], corners[b], corners[c]]));
            }
        }
    }
    faces
}

fn face([a, b, c]: [Vector; 3]) -> Face {
    let centre = unit(combine(1.0, combine(1.0, a, 1.0, b), 1.0, c));
    let to_corner = unit(combine(1.0, a, -dot(a, centre), centre));
    let edges = [(a, b), (b, c), (c, a)].map(|(start, end)| {
        let normal = cross(start, end);
        combine(dot(normal, centre).signum(), normal, 0.0, normal)
    });
    Face { centre, across: [to_corner, cross(centre, to_corner)], edges }
}

/// As H3 does it, so that rounding is the same.
fn vector(place: LatLng) -> Vector {
    let (sin_lat, cos_lat) = place.lat_radians().sin_cos();
    let (sin_lng, cos_lng) = place.lng_radians().sin_cos();
    [cos_lng * cos_lat, sin_lng * cos_lat, sin_lat]
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn combine(s: f64, a: Vector, t: f64, b: Vector) -> Vector {
    [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]]
}

fn unit(a: Vector) -> Vector {
    combine(dot(a, a).sqrt().recip(), a, 0.0, a)
}
