use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::event::Class;
use super::published::AsbType;

/// Counted apart: the published totals of this one are met (see `neighbours.rs`).
pub(super) const NUISANCE_NEIGHBOUR: &str = "ASB-N04 Nuisance neighbours";

/// A call's opening code is mended when the incident is closed, so often.
const MENDED_FRACTION: f64 = 0.13;

/// Code and weight.
type Codes = &'static [(&'static str, f64)];

const NUISANCE: Codes = &[
    ("ASB-N01 Rowdy or inconsiderate behaviour", 62.0),
    ("ASB-N02 Vehicle nuisance", 16.0),
    ("ASB-N03 Street drinking", 5.0),
    ("ASB-N05 Begging or vagrancy", 5.0),
    ("ASB-N06 Fireworks", 3.0),
    ("ASB-N07 Nuisance communications", 9.0),
];
const ENVIRONMENTAL: Codes = &[
    ("ASB-E01 Noise", 38.0),
    ("ASB-E02 Fly-tipping or litter", 24.0),
    ("ASB-E03 Trespass", 16.0),
    ("ASB-E04 Abandoned vehicle", 12.0),
    ("ASB-E05 Animal problems", 10.0),
];
const PERSONAL: Codes =
    &[("ASB-P01 Intimidation", 55.0), ("ASB-P02 Targeted at one household", 30.0), ("ASB-P03 Malicious calls", 15.0)];
const COVID: Codes = &[
    ("ASB-C01 Gathering", 58.0),
    ("ASB-C02 Business open", 9.0),
    ("ASB-C03 Travel", 14.0),
    ("ASB-C04 Isolation", 19.0),
];
const FIRE: Codes = &[
    ("FIR-S01 Rubbish", 44.0),
    ("FIR-S02 Grass or hedge", 24.0),
    ("FIR-S03 Bin", 14.0),
    ("FIR-P01 Vehicle", 13.0),
    ("FIR-P02 Building", 5.0),
];
const CRIME: Codes = &[("CRM-001 Crime reported", 1.0)];

/// Opening and closing code.
pub(super) fn draw(class: Class, rng: &mut ChaCha8Rng) -> (&'static str, &'static str) {
    let codes = of(class);
    let opening = pick(codes, rng);
    let closing = if rng.random_bool(MENDED_FRACTION) { pick(codes, rng) } else { opening };
    (opening, closing)
}

fn of(class: Class) -> Codes {
    match class {
        Class::Asb(AsbType::Nuisance) => NUISANCE,
        Class::Asb(AsbType::Environmental) => ENVIRONMENTAL,
        Class::Asb(AsbType::Personal) => PERSONAL,
        Class::CovidBreach => COVID,
        Class::Crime(_) => CRIME,
        Class::DeliberateFire => FIRE,
    }
}

fn pick(codes: Codes, rng: &mut ChaCha8Rng) -> &'static str {
    let total: f64 = codes.iter().map(|(_, weight)| weight).sum();
    let mut left = rng.random::<f64>() * total;
    for &(code, weight) in codes {
        left -= weight;
        if left < 0.0 {
            return code;
        }
    }
    codes[0].0
}
