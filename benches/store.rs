//! Import and load at three sizes: `cargo bench --bench store`.
//!
//! `street` is as data.police.uk publishes: a slot a file, 64 hexadecimal digits for four rows in five, 30,000 map points.
//! `log` is as a dispatch log exports: no slot, so that each id is looked up, and three further columns.

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tempfile::{TempDir, tempdir};
use wherenext::incident::{Category, Incident, Kind, Location, Precision, Provenance};
use wherenext::space::LngLat;
use wherenext::store::{FileIdentity, Store};
use wherenext::time::TimeWindow;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const CLASSES: [&str; 6] = ["nuisance", "personal", "environmental", "burglary", "vehicle-crime", "drugs"];
const FIRST_S: i64 = 1_600_000_000;

/// The texts that rows borrow, made before the clock starts.
struct Texts {
    ids: Vec<String>,
    locations: Vec<String>,
    areas: Vec<String>,
}

#[derive(Clone, Copy)]
enum Layout {
    Street,
    Log,
}

impl Texts {
    fn new(rows: usize) -> Self {
        Self {
            ids: (0..rows as u64)
                .map(|row| [1, 2, 3, 4].map(|n| format!("{:016x}", scatter(row * n))).concat())
                .collect(),
            locations: (0..30_000).map(|row| format!("On or near {row} Street")).collect(),
            areas: (0..1_100).map(|row| format!("E010{row:05}")).collect(),
        }
    }

    fn row(&self, row: usize, layout: Layout) -> Incident<'_> {
        let dice = scatter(row as u64) as usize;
        let location = &self.locations[dice % self.locations.len()];
        let (external_id, provenance, attributes) = match layout {
            Layout::Street => {
                ((!dice.is_multiple_of(5)).then(|| self.ids[row].as_str()), Provenance::Unknown, Vec::new())
            }
            Layout::Log => (
                Some(&self.ids[row][..15]),
                Provenance::PublicReport,
                vec![
                    ("grade".into(), "2".into()),
                    ("qualifier".into(), "Alcohol, youths".into()),
                    ("beat".into(), self.areas[dice % 70].as_str().into()),
                ],
            ),
        };
        let class = CLASSES[dice % CLASSES.len()];
        Incident {
            external_id: external_id.map(Into::into),
            category: Category::new(Kind::AntiSocialBehaviour, class).expect("the classes are slugs"),
            when: TimeWindow::new(FIRST_S + row as i64 * 90, FIRST_S + row as i64 * 90 + 3600)
                .expect("an hour is positive"),
            place: LngLat::new(0.1 + (dice % 9_973) as f64 * 1e-4, 51.5 + (dice % 4_999) as f64 * 1e-4).ok(),
            precision: Precision::MapPoint,
            location: Some(Location { key: location.as_str().into(), text: location.as_str().into() }),
            area_code: Some(self.areas[dice % self.areas.len()].as_str().into()),
            source: "Essex Police".into(),
            provenance,
            attended: Some(dice.is_multiple_of(2)),
            repeat: false,
            vulnerable: false,
            outcome: Some("Under investigation".into()),
            attributes,
        }
    }
}

/// Splitmix64's last steps: the same scatter of bits on every machine.
fn scatter(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn import(dir: &Path, texts: &Texts, layout: Layout) -> Store {
    let store = Store::open(dir).expect("a new folder can be opened");
    let mut transaction = store.begin_import().expect("nobody else imports");
    let slot = matches!(layout, Layout::Street).then(|| "street".to_owned());
    let file = FileIdentity { name: "made".into(), sha256: [1; 32], slot, profile: "made".into() };
    transaction.open_file(&file).expect("a new file can be opened");
    for row in 0..texts.ids.len() {
        transaction.insert(&texts.row(row, layout)).expect("the rows are good");
    }
    transaction.commit().expect("the disk has room");
    store
}

fn fresh() -> TempDir {
    tempdir().expect("there is a temporary folder")
}

fn import_and_load(c: &mut Criterion) {
    let mut group = c.benchmark_group("store");
    group.sample_size(10);
    for rows in SIZES {
        let texts = Texts::new(rows);
        group.throughput(Throughput::Elements(rows as u64));
        for (name, layout) in [("street", Layout::Street), ("log", Layout::Log)] {
            group.bench_function(BenchmarkId::new(format!("import {name}"), rows), |b| {
                b.iter_batched(
                    fresh,
                    |dir| {
                        drop(import(dir.path(), &texts, layout));
                        dir
                    },
                    BatchSize::PerIteration,
                );
            });
            let dir = fresh();
            let store = import(dir.path(), &texts, layout);
            group.bench_function(BenchmarkId::new(format!("load {name}"), rows), |b| {
                b.iter(|| black_box(store.load().expect("the store is whole")));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, import_and_load);
criterion_main!(benches);
