//! Projections, cells, areas and grids at three sizes: `cargo bench --bench space`.
//!
//! With `WHERENEXT_BENCH_DATA=DIR` the places are those of the peers' inputs (DIR/incidents_1M.csv, columns `lon`, `lat`, `easting`,
//! `northing`); otherwise places like them are made: in a box of 60 × 70 km in Essex, two thirds of them in clusters. With
//! `WHERENEXT_SHARED` the areas are the 14 districts of Essex; otherwise 14 polygons of 700 corners.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use geo_types::{Geometry, MultiPolygon, Polygon};
use geojson::GeoJson;
use h3o::Resolution;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::Normal;
use wherenext::space::{Area, AreaLayer, Grid, LngLat, Metres, Planar, Projection, StudyArea, cells_of};

const SIZES: [(&str, usize); 3] = [("10k", 10_000), ("100k", 100_000), ("1M", 1_000_000)];
const BOX_WEST_M: f64 = 540_000.0;
const BOX_SOUTH_M: f64 = 180_000.0;
const BOX_WIDTH_M: f64 = 60_000.0;
const BOX_HEIGHT_M: f64 = 70_000.0;

struct Input {
    places: Vec<LngLat>,
    points: Vec<Planar>,
}

impl Input {
    fn new(name: &str, n: usize) -> Self {
        match std::env::var_os("WHERENEXT_BENCH_DATA") {
            Some(folder) => Self::read(&Path::new(&folder).join(format!("incidents_{name}.csv"))),
            None => Self::made(n),
        }
    }

    fn read(file: &Path) -> Self {
        let mut reader = csv::Reader::from_path(file).expect("the peers' input");
        let headers = reader.headers().expect("a header line").clone();
        let columns = ["lon", "lat", "easting", "northing"]
            .map(|name| headers.iter().position(|header| header == name).expect("the peers' columns"));
        let (mut places, mut points) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.expect("a well-formed line");
            let [lng, lat, x, y] = columns.map(|column| record[column].parse().expect("a number"));
            places.push(LngLat::new(lng, lat).expect("a place"));
            points.push(Planar { x, y });
        }
        Self { places, points }
    }

    fn made(n: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(20_240_101);
        let anywhere = |rng: &mut ChaCha8Rng| Planar {
            x: BOX_WEST_M + BOX_WIDTH_M * rng.random::<f64>(),
            y: BOX_SOUTH_M + BOX_HEIGHT_M * rng.random::<f64>(),
        };
        let centres: Vec<Planar> = (0..300).map(|_| anywhere(&mut rng)).collect();
        let spread = Normal::new(0.0, 600.0).expect("a positive deviation");
        let points: Vec<Planar> = (0..n)
            .map(|i| {
                if i % 3 == 0 {
                    return anywhere(&mut rng);
                }
                let centre = centres[rng.random_range(0..centres.len())];
                Planar { x: centre.x + rng.sample(spread), y: centre.y + rng.sample(spread) }
            })
            .collect();
        Self { places: Projection::BRITISH_NATIONAL_GRID.inverse_all(&points), points }
    }
}

fn layer() -> AreaLayer {
    let areas = match std::env::var_os("WHERENEXT_SHARED") {
        Some(shared) => {
            districts(&Path::new(&shared).join("data/boundaries/essex_districts_clean_from_martinjc_lsoa11.geojson"))
        }
        None => (0..14).map(wavy_area).collect(),
    };
    AreaLayer::new("districts".into(), areas, vec![]).expect("codes are unique")
}

fn districts(file: &Path) -> Vec<Area> {
    let text = std::fs::read_to_string(file).expect("the districts");
    let GeoJson::FeatureCollection(collection) = text.parse().expect("GeoJSON") else { panic!("a feature collection") };
    let shape = |feature: geojson::Feature| match Geometry::try_from(feature.geometry.expect("a shape")) {
        Ok(Geometry::Polygon(polygon)) => MultiPolygon::from(polygon),
        Ok(Geometry::MultiPolygon(polygons)) => polygons,
        other => panic!("{other:?}"),
    };
    let shapes = collection.features.into_iter().map(shape).enumerate();
    shapes
        .map(|(i, shape)| Area { code: i.to_string(), name: String::new(), population: None, deprivation: None, shape })
        .collect()
}

/// One of 14 areas side by side, 7 by 2, with a coast of 700 corners.
fn wavy_area(i: u32) -> Area {
    let (centre_lng, centre_lat) = (0.03 + 0.13 * f64::from(i % 7), 51.65 + 0.32 * f64::from(i / 7));
    let corner = |k: u32| {
        let angle = std::f64::consts::TAU * f64::from(k) / 700.0;
        let wave = 1.0 + 0.1 * (17.0 * angle).sin() + 0.03 * (91.0 * angle).sin();
        (centre_lng + 0.058 * wave * angle.cos(), centre_lat + 0.14 * wave * angle.sin())
    };
    let shape = Polygon::new((0..700).map(corner).collect(), vec![]).into();
    Area { code: i.to_string(), name: String::new(), population: None, deprivation: None, shape }
}

fn places(c: &mut Criterion) {
    let layer = layer();
    for (name, n) in SIZES {
        let input = Input::new(name, n);
        let mut group = c.benchmark_group("space");
        group.sample_size(10).throughput(Throughput::Elements(n as u64));
        let grid = Projection::BRITISH_NATIONAL_GRID;
        group.bench_function(BenchmarkId::new("OSTN15 from the grid", name), |b| {
            b.iter(|| grid.inverse_all(black_box(&input.points)));
        });
        group.bench_function(BenchmarkId::new("OSTN15 to the grid", name), |b| {
            b.iter(|| grid.forward_all(black_box(&input.places)));
        });
        group.bench_function(BenchmarkId::new("H3 cells, resolution 10", name), |b| {
            b.iter(|| cells_of(black_box(&input.places), Resolution::Ten));
        });
        group.bench_function(BenchmarkId::new("point in polygon, 14 areas", name), |b| {
            b.iter(|| layer.find_all(black_box(&input.places)));
        });
        group.finish();
    }
}

fn grids(c: &mut Criterion) {
    let study_area = StudyArea::from_layer(&layer()).expect("areas have some extent");
    let mut group = c.benchmark_group("grid");
    group.sample_size(10);
    for resolution in [Resolution::Seven, Resolution::Eight, Resolution::Nine] {
        group.bench_function(BenchmarkId::new("hex", resolution), |b| {
            b.iter(|| Grid::hex(black_box(&study_area), resolution).expect("few enough cells").len());
        });
    }
    for side_m in [1000.0, 500.0, 250.0] {
        group.bench_function(BenchmarkId::new("square", format!("{side_m} m")), |b| {
            let origin = Planar { x: 0.0, y: 0.0 };
            b.iter(|| Grid::square(black_box(&study_area), Metres(side_m), origin, 30.0).expect("few enough").len());
        });
    }
    group.finish();
}

criterion_group!(benches, places, grids);
criterion_main!(benches);
