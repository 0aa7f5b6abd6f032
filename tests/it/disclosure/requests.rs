//! Requests of every kind that a partner is answered, with random parameters.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wherenext::space::cell_polygon;

use super::world::cells;

/// One request.
pub fn any(random: &mut ChaCha8Rng) -> String {
    let filter = filter(random);
    let h3 = cell(random);
    let grid = pick(random, &["hex:7", "hex:8", "hex:9", "square:500m"]);
    let kernel = pick(random, &["", "&bandwidth_m=200", "&bandwidth_m=900&kernel=quartic", "&edge=uniform"]);
    let resolution = random.random_range(5..=10);
    let (cut, rest) = (random.random_range(2..=6), random.random_range(7..=8));
    let tile = tile(random);
    let sides = format!("from=2024-{cut:02}-01&to=2024-{rest:02}-01");
    match random.random_range(0..26) {
        0 => format!("/api/v1/summary?{filter}"),
        1 => format!("/api/v1/areas/district?geometry=none&{filter}"),
        2 => format!("/api/v1/areas/district/legend?measure=rate&{filter}"),
        3 => format!("/api/v1/density?resolution={resolution}&{filter}{kernel}"),
        4 => format!("/api/v1/density/legend?{filter}{kernel}"),
        5 => format!("/api/v1/density/contours?{filter}{kernel}"),
        6 => format!("/api/v1/cells/{h3}?{filter}"),
        7 => format!("/api/v1/hot-spots?grid={grid}&cells=all&{filter}"),
        8 => format!("/api/v1/hot-spots/legend?grid={grid}&{filter}"),
        9 => format!("/api/v1/emerging-hot-spots?grid={grid}&period=month&cells=all&{filter}"),
        10 => format!("/api/v1/comparison?{sides}"),
        11 => format!("/api/v1/comparison/cells?{sides}"),
        12 => format!("/api/v1/trends/district?{filter}"),
        13 => format!("/api/v1/recording-changes?{filter}"),
        14 => "/api/v1/volume-forecast".to_owned(),
        15 => format!("/api/v1/years?{filter}"),
        16 => "/api/v1/about".to_owned(),
        17 => format!("/tiles/density/{tile}?{filter}"),
        18 => format!("/tiles/areas/{tile}?{filter}"),
        19 => format!("/tiles/hot-spots/{tile}?grid={grid}&{filter}"),
        20 => format!("/tiles/comparison/{tile}?{sides}"),
        21 => format!("/tiles/area-trends/{tile}?{filter}"),
        22 => format!("/tiles/density.json?{filter}"),
        23 => format!("/ogc/collections/hotspots/items?f=json&limit=1000&{}", ogc(random)),
        24 => format!("/ogc/collections/areas-district/items?f=json&{}", ogc(random)),
        _ => {
            let path = [
                "/ogc/collections",
                "/ogc/api",
                "/ogc/collections/emerging/items",
                "/api/v1/incidents",
                "/api/v1/risk?lon=0.5&lat=51.75",
            ];
            pick(random, &path).to_owned()
        }
    }
}

/// How many kinds of requests there are.
pub const KINDS: usize = 26;

fn filter(random: &mut ChaCha8Rng) -> String {
    let mut parts = Vec::new();
    if random.random() {
        parts.push(format!(
            "category={}",
            pick(random, &["asb", "asb/nuisance", "fire", "fire/deliberate,asb/environmental", "crime"])
        ));
    }
    if random.random() {
        let (first, days) = (random.random_range(1..=7), random.random_range(1..=28));
        parts.push(format!(
            "from=2024-{first:02}-{days:02}&to=2024-{:02}-{days:02}",
            random.random_range(first + 1..=8)
        ));
    }
    match random.random_range(0..6) {
        0 => parts.push("area=district:W".to_owned()),
        1 => parts.push("hours=9-17".to_owned()),
        2 => parts.push(format!("bbox={}", bbox(random))),
        3 => parts.push("source=Essex Police".replace(' ', "%20")),
        4 => parts.push("provenance=unknown".to_owned()),
        _ => {}
    }
    parts.join("&")
}

fn ogc(random: &mut ChaCha8Rng) -> String {
    let filter = pick(
        random,
        &["", "filter=count%20%3E%203", "filter=count%20BETWEEN%201%20AND%205", "incidents=category%3Dasb"],
    );
    let more = match random.random_range(0..3) {
        0 => format!("bbox={}", bbox(random)),
        1 => "datetime=2024-02-01T00:00:00Z/2024-05-01T00:00:00Z".to_owned(),
        _ => "crs=http://www.opengis.net/def/crs/EPSG/0/27700".to_owned(),
    };
    format!("{filter}&{more}").trim_start_matches('&').to_owned()
}

fn bbox(random: &mut ChaCha8Rng) -> String {
    let cells = cells();
    let corner = cell_polygon(cells[random.random_range(0..cells.len())]).exterior().0[0];
    let (wide, tall) = (random.random_range(0.001..0.05), random.random_range(0.001..0.05));
    format!("{:.5},{:.5},{:.5},{:.5}", corner.x, corner.y, corner.x + wide, corner.y + tall)
}

fn cell(random: &mut ChaCha8Rng) -> String {
    let cells = cells();
    let cell = cells[random.random_range(0..cells.len())];
    let resolution = pick(random, &[5_u8, 6, 7, 8, 9, 10]).try_into().unwrap();
    cell.parent(resolution).or_else(|| cell.center_child(resolution)).unwrap().to_string()
}

/// Zoom, column, row and ending of a tile over the cells.
fn tile(random: &mut ChaCha8Rng) -> String {
    let zoom: i32 = random.random_range(0..=16);
    let tiles = 2_f64.powi(zoom);
    let (lng, lat) = (random.random_range(0.45..0.55), random.random_range(51.72_f64..51.78));
    let x = ((lng + 180.0) / 360.0 * tiles) as u32;
    let y = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * tiles) as u32;
    format!("{zoom}/{x}/{y}.{}", pick(random, &["mvt", "geojson"]))
}

fn pick<T: Copy>(random: &mut ChaCha8Rng, all: &[T]) -> T {
    all[random.random_range(0..all.len())]
}
