//! `wherenext areas` on made files and on real ones.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use shapefile::{Point, Polygon, PolygonRing, Writer};
use tempfile::{TempDir, tempdir};
use wherenext::space::{Deprivation, LngLat};
use wherenext::store::Store;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::shared;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
        command.arg("--data-dir").arg(self.data()).args(["--json", "areas"]).args(args).output().unwrap()
    }

    /// What `areas import` answers for `path` as the layer `districts` with the columns `code` and `name`.
    fn import(&self, path: &Path, more: &[&str]) -> Value {
        let path = path.to_str().unwrap();
        let mut args = vec!["import", path, "--layer", "districts"];
        if !more.contains(&"--code") {
            args.extend(["--code", "code", "--name", "name"]);
        }
        args.extend(more);
        let output = self.run(&args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What it says when it fails.
    fn refusal(&self, path: &Path, more: &[&str]) -> String {
        let path = path.to_str().unwrap();
        let mut args = vec!["import", path, "--layer", "districts", "--code", "code", "--name", "name"];
        args.extend(more);
        let output = self.run(&args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        String::from_utf8(output.stderr).unwrap()
    }

    fn layers(&self) -> Value {
        serde_json::from_slice(&self.run(&["list"]).stdout).unwrap()
    }
}

fn feature(code: &str, ring: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"code":"{code}","name":"Area {code}","residents":"1,250"}},
            "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

const WEST: &str = "[[0.0,51.0],[0.5,51.0],[0.5,52.0],[0.0,52.0],[0.0,51.0]]";
const EAST: &str = "[[0.5,51.0],[1.0,51.0],[1.0,52.0],[0.5,52.0],[0.5,51.0]]";
const BOW_TIE: &str = "[[2.0,51.0],[3.0,52.0],[3.0,51.0],[2.0,52.0],[2.0,51.0]]";

#[test]
fn geojson_becomes_a_layer_and_what_was_mended_is_named() {
    let folder = Folder::new();
    let features = [feature("W", WEST), feature("E", EAST), feature("T", BOW_TIE)];
    let path = folder.file("d.geojson", &collection(&features));
    let answer = folder.import(&path, &["--population", "residents"]);
    assert_eq!(
        (&answer["areas"], &answer["population"], &answer["study_area"]),
        (&3.into(), &3750.0.into(), &true.into())
    );
    assert_eq!(answer["mended"][0]["code"], "T");
    assert_eq!(answer["mended"][0]["faults"][0], "a ring crosses or touches itself");
    assert_eq!(folder.layers()["layers"][0]["name"], "districts");
    let layers = Store::open(&folder.data()).unwrap().load().unwrap().layers;
    let find = |lng, lat| layers[0].find(LngLat::new(lng, lat).unwrap());
    assert_eq!([find(0.2, 51.5), find(0.7, 51.5), find(2.1, 51.5), find(2.5, 51.9)], [Some(0), Some(1), Some(2), None]);
}

#[test]
fn a_layer_is_replaced_whole_or_not_at_all() {
    let folder = Folder::new();
    folder.import(&folder.file("d.geojson", &collection(&[feature("W", WEST), feature("E", EAST)])), &[]);
    let twice = folder.file("twice.geojson", &collection(&[feature("X", WEST), feature("X", EAST)]));
    let refusal = folder.refusal(&twice, &[]);
    assert!(refusal.contains(r#"twice.geojson: code "X" stands for feature 1 and for feature 2"#), "{refusal}");
    assert_eq!(folder.layers()["layers"][0]["areas"], 2);
    folder.import(&folder.file("e.geojson", &collection(&[feature("E", EAST)])), &[]);
    let layers = folder.layers();
    assert_eq!((layers["layers"].as_array().unwrap().len(), &layers["layers"][0]["areas"]), (1, &1.into()));
}

#[test]
fn what_is_wrong_is_named_with_file_and_feature() {
    let folder = Folder::new();
    let line = "[[0.0,51.0],[0.5,51.0],[0.2,51.0],[0.0,51.0]]";
    let metres = "[[550000,200000],[560000,200000],[560000,210000],[550000,200000]]";
    for (name, text, expected) in [
        ("empty.geojson", collection(&[]), "empty.geojson has no areas in it"),
        ("torn.geojson", collection(&[feature("W", WEST)])[..80].to_owned(), "torn.geojson is no GeoJSON"),
        (
            "line.geojson",
            collection(&[feature("W", WEST), feature("L", line)]),
            "feature 2 (L) cannot be mended: it encloses nothing",
        ),
        ("metres.geojson", collection(&[feature("M", metres)]), "feature 1 (M)"),
        ("none.geojson", collection(&[feature("", WEST)]), "none.geojson, feature 1: no code"),
        (
            "noname.geojson",
            collection(&[feature("W", WEST)]).replace("\"name\"", "\"title\""),
            "no column \"name\"; it has code, title, residents",
        ),
        (
            "point.geojson",
            collection(&[feature("W", WEST)]).replace("Polygon", "LineString"),
            "point.geojson is no GeoJSON",
        ),
        ("d.gpkg", String::new(), "neither .geojson, .json, .shp nor .zip"),
        ("d.zip", "PK".to_owned(), "d.zip is no zip archive"),
        ("d.shp", "no".to_owned(), "d.shp has no .dbf file beside it"),
    ] {
        let refusal = folder.refusal(&folder.file(name, &text), &[]);
        assert!(refusal.contains(expected), "{name}: {refusal}");
    }
    let absent = folder.refusal(&folder.0.path().join("absent.geojson"), &[]);
    assert!(absent.contains("absent.geojson cannot be read"), "{absent}");
    let wrong = folder.file("residents.geojson", &collection(&[feature("W", WEST)]).replace("1,250", "many"));
    let refusal = folder.refusal(&wrong, &["--population", "residents"]);
    assert!(refusal.contains("feature 1 (W): \"many\" is no number of residents"), "{refusal}");
    assert!(!folder.data().exists() || Store::open(&folder.data()).unwrap().layers().unwrap().is_empty());
}

#[test]
fn residents_and_lookups_come_from_tables() {
    let folder = Folder::new();
    let path = folder.file("d.geojson", &collection(&[feature("W", WEST), feature("E", EAST)]));
    let residents = folder.file("residents.csv", "\u{feff}code,people\nW,100\nelsewhere,7\n");
    let lookup = folder.file("lookup.csv", "small,old,big\ns1,o1,W\ns2,o1,E\ns3,o2,E\ns3,o2,E\ns4,o3,elsewhere\n");
    let columns = |path: &Path, columns: &str| format!("{}:{columns}", path.display());
    let answer = folder.import(
        &path,
        &[
            "--population-csv",
            &columns(&residents, "code:people"),
            "--lookup",
            &columns(&lookup, "small:big"),
            "--lookup",
            &columns(&lookup, "old:big"),
        ],
    );
    assert_eq!((&answer["population"], &answer["without_population"][0]), (&100.0.into(), &"E".into()));
    let counts = [&answer["lookup_codes"], &answer["ambiguous_codes"], &answer["codes_elsewhere"]];
    assert_eq!(counts, [4, 1, 2], "s1 s2 s3 o2; o1; s4 o3");
    let layer = &Store::open(&folder.data()).unwrap().load().unwrap().layers[0];
    assert_eq!((layer.resolve("s3"), layer.resolve("o1"), layer.areas()[0].population), (Some(1), None, Some(100.0)));
    let refusal = folder.refusal(&path, &["--lookup", &columns(&lookup, "lsoa:big")]);
    assert!(refusal.contains("lookup.csv has no column \"lsoa\"; it has small, old, big"), "{refusal}");
    let wrong = folder.file("wrong.csv", "code,people\nW,100\nE,many\n");
    let refusal = folder.refusal(&path, &["--population-csv", &columns(&wrong, "code:people")]);
    assert!(refusal.contains("wrong.csv, line 3: \"many\""), "{refusal}");
}

/// A Shapefile of two squares of 10 km on the British National Grid, the first with a hole of 2 km.
fn write_shapefile(stem: &Path) {
    let square = |x: f64, y: f64, side: f64| {
        [(0.0, 0.0), (0.0, side), (side, side), (side, 0.0), (0.0, 0.0)]
            .map(|(dx, dy)| Point::new(x + dx, y + dy))
            .to_vec()
    };
    let name = |name: &str| FieldName::try_from(name).unwrap();
    let table = TableWriterBuilder::new().add_character_field(name("code"), 8).add_character_field(name("name"), 20);
    let mut writer = Writer::from_path(stem.with_extension("shp"), table).unwrap();
    let holed = Polygon::with_rings(vec![
        PolygonRing::Outer(square(560_000.0, 200_000.0, 10_000.0)),
        PolygonRing::Inner(square(564_000.0, 204_000.0, 2_000.0)),
    ]);
    let whole = Polygon::new(PolygonRing::Outer(square(570_000.0, 200_000.0, 10_000.0)));
    for (code, shape) in [("007", holed), ("008", whole)] {
        let mut record = Record::default();
        record.insert("code".to_owned(), FieldValue::Character(Some(code.to_owned())));
        record.insert("name".to_owned(), FieldValue::Character(Some("Château".to_owned())));
        writer.write_shape_and_record(&shape, &record).unwrap();
    }
}

#[test]
fn a_shapefile_bare_and_zipped() {
    let folder = Folder::new();
    let stem = folder.0.path().join("beats");
    write_shapefile(&stem);
    let shp = stem.with_extension("shp");
    let refusal = folder.refusal(&shp, &[]);
    assert!(refusal.contains("does not say what its coordinates are in: give --epsg"), "{refusal}");
    folder.import(&shp, &["--epsg", "27700"]);
    let check = || {
        let loaded = Store::open(&folder.data()).unwrap().load().unwrap();
        let areas = loaded.layers[0].areas();
        assert_eq!((areas[0].code.as_str(), areas[0].name.as_str()), ("007", "Château"));
        assert!((loaded.study_area.area_km2() - 196.0).abs() < 0.01, "{}", loaded.study_area.area_km2());
    };
    check();

    fs::write(stem.with_extension("PRJ"), "PROJCS[\"British_National_Grid\",GEOGCS[\"GCS_OSGB_1936\"]]").unwrap();
    folder.import(&shp, &[]);
    check();

    let zip = folder.0.path().join("beats.zip");
    let mut archive = ZipWriter::new(File::create(&zip).unwrap());
    for ending in ["shp", "dbf", "PRJ"] {
        archive.start_file(format!("inner/beats.{ending}"), SimpleFileOptions::default()).unwrap();
        archive.write_all(&fs::read(stem.with_extension(ending)).unwrap()).unwrap();
    }
    archive.finish().unwrap();
    folder.import(&zip, &[]);
    check();

    fs::write(stem.with_extension("PRJ"), "PROJCS[\"County_Grid\"]").unwrap();
    let refusal = folder.refusal(&shp, &[]);
    assert!(refusal.contains("\"County_Grid\", whose EPSG number we do not know: give --epsg"), "{refusal}");
}

#[test]
fn the_county_of_essex() {
    let Some(boundaries) = shared("data/boundaries") else { return };
    let Some(residents) = shared("data/covariates/essex_lsoa21_pop2021_ruc21_imd2025.csv") else { return };
    let folder = Folder::new();
    let lookup = boundaries.join("essex_lookup_lsoa11_lsoa21_ltla22.csv");
    let lookup = |columns: &str| format!("{}:{columns}", lookup.display());
    let answer = folder.import(
        &boundaries.join("essex_districts_clean_from_martinjc_lsoa11.geojson"),
        &[
            "--code",
            "ltla_code",
            "--name",
            "ltla_name",
            "--lookup",
            &lookup("lsoa11_code:ltla22_code"),
            "--lookup",
            &lookup("lsoa21_code:ltla22_code"),
        ],
    );
    assert_eq!(
        (&answer["areas"], &answer["ambiguous_codes"], &answer["codes_elsewhere"]),
        (&14.into(), &0.into(), &0.into())
    );
    assert_eq!(answer["mended"].as_array().map(Vec::len), Some(0), "{}", answer["mended"]);

    let population = format!("{}:lsoa21_code:total_residents", residents.display());
    for (file, layer, code, name, more) in [
        ("essex_wards22.geojson", "wards", "ward22_code", "ward22_name", vec![]),
        ("essex_lsoa21.geojson", "lsoa21", "lsoa21_code", "lsoa21_name", vec!["--population-csv", &population]),
        ("essex_lsoa11_bgc_martinjc.geojson", "lsoa11", "LSOA11CD", "LSOA11NM", vec![]),
    ] {
        let path = boundaries.join(file);
        let mut args = vec!["import", path.to_str().unwrap(), "--layer", layer, "--code", code, "--name", name];
        args.extend(more);
        let output = folder.run(&args);
        assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let layers = folder.layers();
    let areas: Vec<_> =
        layers["layers"].as_array().unwrap().iter().map(|layer| layer["areas"].as_u64().unwrap()).collect();
    assert_eq!(areas, [14, 275, 1111, 1077]);
    assert_eq!(layers["layers"][2]["population"], 1_860_271.0);
    let loaded = Store::open(&folder.data()).unwrap().load().unwrap();
    assert!((loaded.study_area.area_km2() - 3678.0).abs() < 4.0, "{}", loaded.study_area.area_km2());
    let chelmsford = loaded.layers[0].find(LngLat::new(0.4691, 51.7356).unwrap()).unwrap();
    assert_eq!(loaded.layers[0].areas()[chelmsford].name, "Chelmsford");
    assert_eq!(loaded.layers[0].resolve("E01015814"), loaded.layers[0].by_code("E06000033"));
}

#[test]
fn portland_in_feet() {
    let Some(path) = shared("data/boundaries/Portland_Police_Districts.shp") else { return };
    let folder = Folder::new();
    let answer = folder.import(&path, &["--code", "OBJECTID", "--name", "DISTRICT", "--epsg", "2913"]);
    assert_eq!(answer["areas"], 60);
    let loaded = Store::open(&folder.data()).unwrap().load().unwrap();
    assert!(loaded.study_area.contains(LngLat::new(-122.65, 45.52).unwrap()));
    // 4.1178e9 square feet.
    assert!((loaded.study_area.area_km2() - 382.6).abs() < 2.0, "{}", loaded.study_area.area_km2());
}

#[test]
fn residents_and_deprivation_are_joined_by_code() {
    let folder = Folder::new();
    folder.import(
        &folder.file("d.geojson", &collection(&[feature("W", WEST), feature("E", EAST)])),
        &["--population", "residents"],
    );
    let run = |file: &Path, more: &[&str]| {
        let mut args = vec!["join", file.to_str().unwrap(), "--layer", "districts", "--code", "code"];
        args.extend(more);
        folder.run(&args)
    };
    let table = folder.file("t.csv", "code,people,IMD_decile\nW,\"1,000\",3\nX,5,1\n");
    let output = run(&table, &["--population", "people", "--deprivation", "IMD_decile"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["joined"], &answer["elsewhere"], &answer["without"]), (&1.into(), &1.into(), &json!(["E"])));
    assert_eq!((&answer["population"], &answer["with_deprivation"]), (&1000.0.into(), &1.into()));
    let areas = || Store::open(&folder.data()).unwrap().load().unwrap().layers[0].areas().to_vec();
    let [west, east] = areas().try_into().unwrap();
    assert_eq!((west.population, west.deprivation), (Some(1000.0), Deprivation::national(3)));
    assert_eq!((east.population, east.deprivation), (None, None), "the file is the whole truth");
    assert_eq!(folder.layers()["layers"][0]["study_area"], true, "it stays the study area");

    let ranks = folder.file("r.csv", "code,imd\nW,2000\nE,30000\n");
    let refusal = |output: Output| String::from_utf8(output.stderr).unwrap();
    assert!(refusal(run(&ranks, &["--deprivation", "imd"])).contains("give --deprivation-is"));
    assert!(run(&ranks, &["--deprivation", "imd", "--deprivation-is", "rank"]).status.success());
    assert_eq!(
        areas().iter().map(|area| area.deprivation).collect::<Vec<_>>(),
        [Deprivation::local(1), Deprivation::local(6)]
    );
    assert_eq!(areas()[0].population, Some(1000.0), "what was not joined stays");

    for (text, expected) in [
        ("code,IMD_decile\nW,3\nE,11\n", "w.csv, line 3: \"11\" is no decile of deprivation"),
        ("code,IMD_decile\nW,three\n", "w.csv, line 2: \"three\" is no decile"),
        ("code,IMD_decile\nW,3\nW,4\n", "w.csv, line 3: code \"W\" stands on line 2 already"),
        ("code,IMD_decile\nQ,3\n", "w.csv has no code of any area of the layer districts"),
        ("lsoa,IMD_decile\nQ,3\n", "w.csv has no column \"code\"; it has lsoa, IMD_decile"),
    ] {
        let said = refusal(run(&folder.file("w.csv", text), &["--deprivation", "IMD_decile"]));
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(areas()[0].deprivation, Deprivation::local(1), "a failed join changes nothing");
    let no_layer =
        folder.run(&["join", ranks.to_str().unwrap(), "--layer", "wards", "--code", "code", "--population", "imd"]);
    assert!(refusal(no_layer).contains("there is no layer \"wards\"; there are: districts"));
}

#[test]
fn deprivation_in_the_boundary_file_itself() {
    let folder = Folder::new();
    let features = [
        feature("W", WEST).replace("\"residents\"", "\"rank\":5,\"residents\""),
        feature("E", EAST).replace("\"residents\"", "\"rank\":1,\"residents\""),
    ];
    let answer = folder.import(&folder.file("d.geojson", &collection(&features)), &["--deprivation", "rank"]);
    assert_eq!(answer["with_deprivation"], 2);
    let layers = Store::open(&folder.data()).unwrap().load().unwrap().layers;
    let found: Vec<_> = layers[0].areas().iter().map(|area| area.deprivation).collect();
    assert_eq!(found, [Deprivation::local(6), Deprivation::local(1)]);
    let wrong = folder.file("w.geojson", &collection(&features).replace("\"rank\":5", "\"rank\":\"high\""));
    assert!(
        folder
            .refusal(&wrong, &["--deprivation", "rank"])
            .contains("feature 1 (W): \"high\" is no rank of deprivation")
    );
}

#[test]
fn real_deprivation_of_essex() {
    let (Some(table), Some(boundaries)) = (
        shared("data/covariates/essex_lsoa21_pop2021_ruc21_imd2025.csv"),
        shared("data/boundaries/essex_lsoa21.geojson"),
    ) else {
        return;
    };
    let folder = Folder::new();
    let import =
        ["import", boundaries.to_str().unwrap(), "--layer", "lsoa21", "--code", "lsoa21_code", "--name", "lsoa21_name"];
    assert!(folder.run(&import).status.success());
    let join = |column: &str| {
        let table = table.to_str().unwrap();
        let output = folder.run(&[
            "join",
            table,
            "--layer",
            "lsoa21",
            "--code",
            "lsoa21_code",
            "--population",
            "total_residents",
            "--deprivation",
            column,
        ]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found = Store::open(&folder.data()).unwrap().load().unwrap().layers[0].areas().to_vec();
        found.into_iter().map(|area| area.deprivation.unwrap()).collect::<Vec<_>>()
    };
    let national = join("IMD_decile");
    assert!(national.iter().all(|found| found.is_national()));
    let local = join("IMD_rank");
    let tenth = local.iter().filter(|found| found.decile() == 1).count() as f64 / local.len() as f64;
    assert!((tenth - 0.1).abs() < 0.002 && !local[0].is_national(), "{tenth}");
    // Who is more deprived in the nation is so in the county.
    assert!(national.iter().zip(&local).all(|(n, l)| n.decile() > 1 || l.decile() <= 2));
}
