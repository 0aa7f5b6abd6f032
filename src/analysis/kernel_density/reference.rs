//! spatstat.explore 3.0.6 on three point patterns that are not part of this project: `density(X, sigma, at="points")`, the first
//! eight points, per squared unit.
//!
//! With edge correction spatstat looks the kernel's mass up in an image of 128 × 128 pixels, which is off by up to 2.5 % where the
//! window is not a rectangle. A sum over a fine raster round each point is better there, and worse where sides lie along the
//! raster. So one of the two must agree closely, and spatstat within 3 % always.

use std::path::PathBuf;

use geo::{BoundingRect, Contains};
use geo_types::{Coord, Polygon};

use super::density::{corrected, density_at_nodes};
use super::frame::Frame;
use super::parameters::Kernel;
use super::points::Points;
use crate::space::{Metres, Planar};

struct Pattern {
    name: &'static str,
    /// Metres that stand for a unit of the pattern, so that bandwidths are tens or hundreds of metres.
    metres_per_unit: f64,
    sigma: f64,
    plain: [f64; 8],
    corrected: [f64; 8],
}

const PATTERNS: [Pattern; 3] = [
    Pattern {
        name: "chorley",
        metres_per_unit: 1000.0,
        sigma: 1.236695921,
        plain: [
            9.146643006,
            11.507726409,
            1.133420419,
            6.659402490,
            10.391279827,
            9.658145216,
            1.354134532,
            3.339793758,
        ],
        corrected: [
            13.799678367,
            11.507732012,
            1.146183415,
            6.659403057,
            10.391280010,
            10.078798477,
            1.402289039,
            3.345001874,
        ],
    },
    Pattern {
        name: "humberside",
        metres_per_unit: 10.0,
        sigma: 38.45415933,
        plain: [
            0.0002362794715,
            0.0051802286381,
            0.0095016618692,
            0.0012949471892,
            0.0075213143893,
            0.0084048433900,
            0.0001482510181,
            0.0094726873682,
        ],
        corrected: [
            0.0002565170939,
            0.0064520501025,
            0.0107840008493,
            0.0015570218500,
            0.0085930844415,
            0.0096426962054,
            0.0001575176347,
            0.0107511159658,
        ],
    },
    Pattern {
        name: "redwood",
        metres_per_unit: 1000.0,
        sigma: 0.1370298739,
        plain: [34.56362022, 47.41898564, 49.06641003, 54.90068386, 53.30817939, 87.70333298, 84.19029030, 90.96352525],
        corrected: [
            48.19074381,
            61.84737851,
            68.13753438,
            64.87331617,
            69.49930379,
            107.91248255,
            109.97433749,
            109.47433291,
        ],
    },
];

/// The folder with the patterns, if it is there.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("WHERENEXT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/reference/point-patterns");
    folder.is_dir().then_some(folder)
}

fn read(file: PathBuf, scale: f64) -> Vec<Planar> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let number = |field: &str| field.parse::<f64>().unwrap() * scale;
    reader.records().map(|record| record.unwrap()).map(|it| Planar { x: number(&it[0]), y: number(&it[1]) }).collect()
}

fn polygon(window: &[Planar]) -> Polygon<f64> {
    Polygon::new(window.iter().map(|at| Coord { x: at.x, y: at.y }).collect(), vec![])
}

/// The share of a Gaussian round `at` that lies in `area`, from a raster of 0.04 standard deviations.
fn mass(area: &Polygon<f64>, at: Planar, sigma: f64) -> f64 {
    let steps = -150..=150;
    let height = |k: i32| (-(f64::from(k) * 0.04).powi(2) / 2.0).exp();
    let all: f64 = steps.clone().map(height).sum();
    let mut inside = 0.0;
    for j in steps.clone() {
        for i in steps.clone() {
            let node = Coord { x: at.x + f64::from(i) * 0.04 * sigma, y: at.y + f64::from(j) * 0.04 * sigma };
            if area.contains(&node) {
                inside += height(i) * height(j);
            }
        }
    }
    inside / (all * all)
}

fn estimates(pattern: &Pattern, points: &[Planar], area: &Polygon<f64>) -> [Vec<f64>; 2] {
    let bounds = area.bounding_rect().unwrap();
    let corner = |at: Coord<f64>| Planar { x: at.x, y: at.y };
    let (low, high) = (corner(bounds.min()), corner(bounds.max()));
    let bandwidth = Metres(pattern.sigma * pattern.metres_per_unit);
    let frame = Frame::covering(low, high, Kernel::Gaussian.spacing(bandwidth));
    let (x, y): (Vec<f32>, Vec<f32>) = points.iter().map(|at| ((at.x - low.x) as f32, (at.y - low.y) as f32)).unzip();
    let columns = Points { origin: low, x: &x, y: &y, selection: None };
    let plain = density_at_nodes(&columns, frame, Kernel::Gaussian, bandwidth).unwrap();
    let corrected = corrected(plain.clone(), &area.clone().into(), Kernel::Gaussian, bandwidth);
    let per_unit2 = pattern.metres_per_unit * pattern.metres_per_unit / 1e6;
    [plain, corrected].map(|lattice| points.iter().take(8).map(|&at| lattice.at(at).unwrap() * per_unit2).collect())
}

#[test]
fn spatstat() {
    let Some(folder) = folder() else {
        println!("skipped: no ../shared/data/reference/point-patterns");
        return;
    };
    for pattern in &PATTERNS {
        let points = read(folder.join(format!("{}.csv", pattern.name)), pattern.metres_per_unit);
        let window = read(folder.join(format!("{}_window.csv", pattern.name)), pattern.metres_per_unit);
        let area = polygon(&window);
        let [plain, corrected] = estimates(pattern, &points, &area);
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        for at in 0..8 {
            // 1e-3 of the largest value is what the lattice promises.
            let error = (plain[at] - pattern.plain[at]).abs() / largest(&pattern.plain);
            assert!(error < 1e-3, "{} point {at}: {} is off by {error}", pattern.name, plain[at]);
            let by_raster = pattern.plain[at] / mass(&area, points[at], pattern.sigma * pattern.metres_per_unit);
            let error = |other: f64| (corrected[at] - other).abs() / largest(&pattern.corrected);
            let nearer = error(by_raster).min(error(pattern.corrected[at]));
            assert!(nearer < 1e-3, "{} point {at}: {} against {by_raster}", pattern.name, corrected[at]);
            let ratio = corrected[at] / pattern.corrected[at];
            assert!((ratio - 1.0).abs() < 0.03, "{} point {at}: {ratio} of spatstat's", pattern.name);
        }
    }
}
