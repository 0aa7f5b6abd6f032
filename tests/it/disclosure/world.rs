use std::path::Path;

use geo_types::Rect;
use h3o::{CellIndex, LatLng, Resolution};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wherenext::disclosure::{Role, Viewer};
use wherenext::incident::{Category, Incident, Location, Precision, Provenance};
use wherenext::space::{Area, AreaLayer, LngLat};
use wherenext::store::Store;
use wherenext::time::{CivilZone, TimeWindow};

use crate::serve::county::{Service, import};

pub const FIRE: &str = "Essex County Fire & Rescue";
pub const CATEGORIES: [&str; 4] = ["asb/nuisance", "asb/environmental", "fire/deliberate", "crime/burglary"];
/// Months of 2024 with incidents; the last one is not over.
pub const MONTHS: i8 = 10;
/// Metres from the middle of a finest cell: far enough from middles and corners of cells of every resolution that none of them
/// lies within [`NEAR_M`](super::guesses::NEAR_M) by chance.
const FROM_MIDDLE_M: f64 = 30.0;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// An agreement about three of the four categories, by cells of resolution 8 and months.
pub const RULES: &str = r#"
[[agreement]]
name = "Fires and anti-social behaviour"
agency = "Essex County Fire & Rescue"
provider = "Essex Police"
purpose = "Patrols and home safety visits"
legal_basis = "Crime and Disorder Act 1998, section 115"
version = "1"
categories = ["asb", "fire/deliberate"]
place = "hex:8"
period = "month"
"#;

pub fn partner() -> Viewer {
    Viewer { role: Role::Partner, agency: Some(FIRE.to_owned()) }
}

pub fn of_role(role: Role) -> Viewer {
    Viewer { role, agency: None }
}

/// Thirty cells around a middle, each month and category with 0 (two of five), 1 to 5 (two of five) or 6 to 25 incidents.
///
/// `hidden` changes what must not be seen and nothing else: where in their cells and when in their months incidents are, in which order
/// they came, who recorded them, what became of them, how many there are in groups of fewer than 6, in the category that is not
/// shared and in the month that is not over.
pub fn fill(folder: &Path, hidden: u64) {
    Store::open(folder).unwrap().put_layer(&districts(), true).unwrap();
    import(folder, "world.csv", &incidents(hidden));
}

pub fn service(hidden: u64, rules: &str) -> Service {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), hidden);
    std::fs::write(folder.path().join("disclosure.toml"), rules).unwrap();
    Service::over(folder)
}

/// The cells of the world.
pub fn cells() -> Vec<CellIndex> {
    let middle = LatLng::new(51.75, 0.5).unwrap().to_cell(Resolution::Eight);
    let mut cells: Vec<CellIndex> = middle.grid_disk(4);
    cells.sort_unstable();
    cells.truncate(30);
    cells
}

fn districts() -> AreaLayer {
    let area = |code: &str, west, east| Area {
        code: code.into(),
        name: format!("District {code}"),
        population: Some(20_000.0),
        deprivation: None,
        shape: Rect::new((west, 51.6), (east, 51.9)).to_polygon().into(),
    };
    AreaLayer::new("district".into(), vec![area("W", 0.3, 0.5), area("E", 0.5, 0.7)], vec![]).unwrap()
}

fn incidents(hidden: u64) -> Vec<Incident<'static>> {
    let (mut seen, mut unseen) = (ChaCha8Rng::seed_from_u64(7), ChaCha8Rng::seed_from_u64(hidden));
    let zone = CivilZone::named("Europe/London").unwrap();
    let mut all = Vec::new();
    for cell in cells() {
        for month in 1..=MONTHS {
            for category in CATEGORIES {
                let (kind, few, many) =
                    (seen.random_range(0..5), unseen.random_range(0..=5), seen.random_range(6..=25));
                let is_hidden = category == "crime/burglary" || month == MONTHS;
                let count = match kind {
                    _ if is_hidden => unseen.random_range(0..=12),
                    0 => many,
                    _ => few,
                };
                let window = zone.month(2024, month).unwrap();
                all.extend((0..count).map(|_| incident(cell, category, window, &mut unseen)));
            }
        }
    }
    for at in (1..all.len()).rev() {
        all.swap(at, unseen.random_range(0..=at));
    }
    all
}

fn incident(cell: CellIndex, category: &str, month: TimeWindow, random: &mut ChaCha8Rng) -> Incident<'static> {
    let children: Vec<CellIndex> = cell.children(Resolution::Ten).collect();
    let middle = LatLng::from(children[random.random_range(0..children.len())]);
    let turn = random.random_range(0.0..std::f64::consts::TAU);
    let north = FROM_MIDDLE_M * turn.sin() / METRES_PER_DEGREE;
    let east = FROM_MIDDLE_M * turn.cos() / METRES_PER_DEGREE / middle.lat_radians().cos();
    let start = random.random_range(month.start()..month.end() - 3600);
    let number: u32 = random.random();
    Incident {
        external_id: Some(format!("CAD-{number}").into()),
        category: category.parse::<Category<'static>>().unwrap(),
        when: TimeWindow::new(start, start + random.random_range(60..3600)).unwrap(),
        place: LngLat::new(middle.lng() + east, middle.lat() + north).ok(),
        precision: Precision::Exact,
        location: Some(Location { key: format!("uprn-{number}").into(), text: format!("{number} High Street").into() }),
        area_code: None,
        source: ["Essex Police", "Council"][random.random_range(0..2)].into(),
        provenance: Provenance::ALL[random.random_range(0..5)],
        attended: Some(random.random()),
        repeat: random.random(),
        vulnerable: random.random(),
        outcome: Some(["Charged", "No further action"][random.random_range(0..2)].into()),
        attributes: vec![("caller".into(), format!("Person {number}").into())],
    }
}
