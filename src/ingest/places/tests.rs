use std::fs;
use std::path::PathBuf;

use tempfile::{TempDir, tempdir};

use super::{CoordinateColumns, PlaceImport, PlaceRequest, read_places};

const VENUES: &str = "\u{feff}name,type,lat,lon
The Crown,Pub,51.7361,0.4798
,Pub,51.7362,0.4799
Nowhere,Restaurant,,
The Grill,Wine Bar,51.7363,0.4800
Unsaid,,51.7,0.5
Gone,Pub,\\N,\\N
";

fn folder(name: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn request(path: PathBuf) -> PlaceRequest {
    PlaceRequest {
        paths: vec![path],
        class: Some("Licensed venue".to_owned()),
        class_column: None,
        name: Some("name".to_owned()),
        coordinates: None,
    }
}

fn counts(found: &PlaceImport) -> Vec<(&str, usize)> {
    found.sets.iter().map(|set| (set.class(), set.places().len())).collect()
}

#[test]
fn one_class_and_a_class_a_row() {
    let (_folder, path) = folder("venues.csv", VENUES);
    let one = read_places(&request(path.clone())).unwrap();
    assert_eq!((counts(&one), one.without_place, one.without_class), (vec![("licensed-venue", 4)], 2, 0));
    assert_eq!(one.sets[0].places()[0].name.as_deref(), Some("The Crown"));
    assert_eq!((one.sets[0].places()[0].place.lng(), one.sets[0].places()[1].name.as_deref()), (0.4798, None));

    let by_row = PlaceRequest { class: None, class_column: Some("type".to_owned()), ..request(path.clone()) };
    let found = read_places(&by_row).unwrap();
    assert_eq!((counts(&found), found.without_class), (vec![("pub", 2), ("wine-bar", 1)], 1));
    let twice = PlaceRequest { class: Some("other".to_owned()), paths: vec![path.clone(), path], ..by_row };
    assert_eq!(counts(&read_places(&twice).unwrap()), [("other", 2), ("pub", 4), ("wine-bar", 2)]);
}

#[test]
fn eastings_and_points() {
    let (_folder, path) = folder("stops.csv", "Easting,Northing\n569557,208486\n");
    let found = read_places(&PlaceRequest { name: None, ..request(path) }).unwrap();
    let place = found.sets[0].places()[0].place;
    // The school's postcode point, as the file of schools has it in degrees: by the seven parameters, which are good to some metres.
    assert!((place.lng() - 0.454_867).abs() < 5e-5 && (place.lat() - 51.749_41).abs() < 2e-5, "{place}");

    let points = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"A","kind":7},"geometry":{"type":"Point","coordinates":[0.5,51.7]}},
        {"type":"Feature","properties":{"name":null},"geometry":null}]}"#;
    let (_folder, path) = folder("points.geojson", points);
    let found = read_places(&PlaceRequest { class_column: Some("kind".to_owned()), ..request(path) }).unwrap();
    assert_eq!((counts(&found), found.without_place), (vec![("7", 1)], 1));
}

#[test]
fn what_is_wrong_is_named_with_file_and_line() {
    let line = r#"{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"LineString","coordinates":[[0,51],[1,51]]}}"#;
    for (name, text, expected) in [
        ("a.csv", "name,lon,lat\nA,0.5,51.7\nB,east,51.7\n", "a.csv, line 3: \"east\" is no number of lon"),
        ("a.csv", "name,lon,lat\nA,0.5,51.7\n\nB,0.5,\n", "a.csv, line 4: lon without lat"),
        ("a.csv", "name,lon,lat\nB,0.5,151.7\n", "a.csv, line 2: (0.5, 151.7)"),
        (
            "a.csv",
            "name,x,y\nB,0.5,151.7\n",
            "a.csv has no columns of coordinates that we know by name; it has name, x, y",
        ),
        ("a.csv", "title,lon,lat\nB,0.5,51.7\n", "a.csv has no column \"name\"; it has title, lon, lat"),
        ("a.csv", "name,lon,lat\nB,0.5\n", "line: 2"),
        ("a.csv", "name,lon,lat\nB,,\n", "a.csv has no places in it"),
        ("a.txt", "name,lon,lat\n", "a.txt is neither"),
        ("a.geojson", "{}", "a.geojson is no GeoJSON"),
        ("a.geojson", line, "a.geojson, feature 1 is no point"),
    ] {
        let (_folder, path) = folder(name, text);
        let error = read_places(&request(path)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}, not {expected}");
    }
    let (_folder, path) = folder("a.csv", VENUES);
    let wrong = PlaceRequest { class: Some("??".to_owned()), ..request(path.clone()) };
    assert!(read_places(&wrong).unwrap_err().to_string().contains("no letter"));
    let none = PlaceRequest { class: None, ..request(path.clone()) };
    assert!(read_places(&none).unwrap_err().to_string().contains("--class"));
    let misnamed = CoordinateColumns::Degrees { longitude: "east".to_owned(), latitude: "lat".to_owned() };
    let misnamed = PlaceRequest { coordinates: Some(misnamed), ..request(path) };
    assert!(read_places(&misnamed).unwrap_err().to_string().contains("no column \"east\""));
}
