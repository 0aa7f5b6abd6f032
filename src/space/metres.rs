use serde::{Deserialize, Serialize};

/// A distance on the ground, in metres.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

impl Metres {
    /// One international foot is 0.3048 m exactly.
    pub const PER_FOOT: f64 = 0.3048;

    pub fn from_feet(feet: f64) -> Self {
        Self(feet * Self::PER_FOOT)
    }
}

/// A place on the flat map of a [`Projection`](super::Projection): metres east (`x`) and north (`y`).
///
/// In Britain these are British National Grid eastings and northings. Two `Planar`s compare only under the same projection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planar {
    pub x: f64,
    pub y: f64,
}

impl Planar {
    /// Straight-line distance.
    pub fn distance(self, other: Self) -> Metres {
        Metres((self.x - other.x).hypot(self.y - other.y))
    }
}
