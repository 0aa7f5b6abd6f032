//! `wherenext places` on made files and on real ones.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use wherenext::store::Store;

use crate::support::shared;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
        command.arg("--data-dir").arg(self.data()).arg("--json").args(args).output().unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.run(args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
fn classes_come_go_and_are_replaced() {
    let folder = Folder::new();
    let venues = folder.file("v.csv", "name,lat,lon\nThe Crown,51.7361,0.4798\nThe Bell,51.74,0.48\nNowhere,,\n");
    let answer = folder.json(&["places", "import", &venues, "--class", "Licensed venue", "--name", "name"]);
    assert_eq!(answer["classes"], json!([{ "class": "licensed-venue", "places": 2, "named": 2 }]));
    assert_eq!((&answer["without_place"], &answer["without_class"]), (&json!(1), &json!(0)));
    let before = Store::open(&folder.data()).unwrap().fingerprint().unwrap();

    let schools = folder.file("s.csv", "phase,easting,northing\nPrimary,569557,208486\n");
    folder.json(&[
        "places",
        "import",
        &schools,
        "--class-column",
        "phase",
        "--easting",
        "easting",
        "--northing",
        "northing",
    ]);
    let one = folder.file("one.csv", "lat,lon\n51.7361,0.4798\n");
    folder.json(&["places", "import", &one, "--class", "licensed-venue"]);
    let classes = json!([{ "class": "licensed-venue", "places": 1, "named": 0 }, { "class": "primary", "places": 1, "named": 0 }]);
    assert_eq!(folder.json(&["places", "list"])["classes"], classes);

    let torn = folder.file("torn.csv", "phase,lat,lon\nPrimary,51.7,0.5\nSecondary,51.7,east\n");
    let output = folder.run(&["places", "import", &torn, "--class-column", "phase"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(said.contains("torn.csv, line 3: \"east\" is no number of lon"), "{said}");
    assert_eq!(folder.json(&["places", "list"])["classes"], classes, "all or nothing");

    let store = Store::open(&folder.data()).unwrap();
    assert_ne!(store.fingerprint().unwrap(), before);
    let sets = store.load().unwrap().place_sets;
    assert_eq!(sets.iter().map(|set| set.class()).collect::<Vec<_>>(), ["licensed-venue", "primary"]);
    assert_eq!(sets[0].places()[0].place.to_string(), "0.4798,51.7361");
    folder.json(&["places", "remove", "primary"]);
    assert!(!folder.run(&["places", "remove", "primary"]).status.success());
    assert_eq!(folder.json(&["places", "list"])["classes"].as_array().unwrap().len(), 1);
}

#[test]
fn wrong_usage() {
    let folder = Folder::new();
    let one = folder.file("one.csv", "lat,lon\n51.7361,0.4798\n");
    assert_eq!(folder.run(&["places", "import", &one]).status.code(), Some(2), "a class is needed");
    assert_eq!(folder.run(&["places", "import", &one, "--class", "x", "--easting", "lon"]).status.code(), Some(2));
    assert_eq!(folder.run(&["places", "list"]).status.code(), Some(1), "there is no data folder yet");
}

#[test]
fn real_venues_schools_and_stops() {
    let (Some(covariates), Some(transport)) = (shared("data/covariates"), shared("data/transport")) else { return };
    let folder = Folder::new();
    let path = |folder: &PathBuf, name: &str| folder.join(name).to_str().unwrap().to_owned();
    let venues = path(&covariates, "essex_licensed_venues.csv");
    let answer = folder.json(&["places", "import", &venues, "--class", "licensed-venue", "--name", "name"]);
    assert_eq!((&answer["classes"][0]["places"], &answer["without_place"]), (&json!(2067), &json!(132)));
    folder.json(&["places", "import", &venues, "--class-column", "business_type"]);
    let schools = path(&covariates, "essex_school_points_2017_derived.csv");
    folder.json(&["places", "import", &schools, "--class", "school", "--name", "name"]);
    let stops = ["150Stops.csv", "158Stops.csv", "159Stops.csv"].map(|name| path(&transport, name));
    let [a, b, c] = &stops;
    folder.json(&[
        "places",
        "import",
        a,
        b,
        c,
        "--class",
        "stop",
        "--name",
        "CommonName",
        "--easting",
        "Easting",
        "--northing",
        "Northing",
    ]);
    let classes = folder.json(&["places", "list"])["classes"].clone();
    let counts: Vec<(&str, u64)> = classes
        .as_array()
        .unwrap()
        .iter()
        .map(|class| (class["class"].as_str().unwrap(), class["places"].as_u64().unwrap()))
        .collect();
    let [pubs, restaurants] = [counts[1].1, counts[2].1];
    assert_eq!(
        counts,
        [("licensed-venue", 2067), ("pub", pubs), ("restaurant", restaurants), ("school", 742), ("stop", 10_200)]
    );
    assert_eq!(pubs + restaurants, 2067);
    // Both pairs of coordinates of the stops' files mean the same places, to some metres: the file's degrees are by seven parameters.
    let of = |args: &[&str]| {
        folder.json(&[&["places", "import", a, "--class", "stop"], args].concat());
        let sets = Store::open(&folder.data()).unwrap().load().unwrap().place_sets;
        sets.into_iter().find(|set| set.class() == "stop").unwrap()
    };
    let (grid, degrees) = (of(&["--easting", "Easting", "--northing", "Northing"]), of(&[]));
    let near = grid.places().iter().zip(degrees.places()).filter(|(a, b)| {
        (a.place.lng() - b.place.lng()).abs() < 1.5e-4 && (a.place.lat() - b.place.lat()).abs() < 1e-4
    });
    assert!(near.count() as f64 > 0.99 * grid.places().len() as f64);
}
