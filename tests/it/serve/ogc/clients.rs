use std::path::Path;
use std::process::Command;

use super::COLLECTIONS;
use crate::serve::binary::Served;
use crate::serve::county::fill;
use crate::support::tool;

/// Runs a tool of GDAL's and gives back what it says.
fn said(mut command: Command, arguments: &[&str]) -> String {
    let run = command.args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

/// How many features a layer of a file has.
fn count(file: &Path, layer: &str) -> usize {
    let said = said(Command::new("ogrinfo"), &["-ro", "-so", file.to_str().unwrap(), layer]);
    let count = said.lines().find_map(|line| line.strip_prefix("Feature Count: "));
    count.unwrap_or_else(|| panic!("{said}")).parse().unwrap()
}

#[test]
fn gdal_reads_every_collection_whole() {
    if !tool("ogr2ogr") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let served = Served::start(folder.path());
    let source = format!("OAPIF:http://{}/ogc", served.address);
    let file = folder.path().join("all.gpkg");
    // Pages of seven, so that GDAL follows the links.
    said(served.gdal("ogr2ogr"), &["-f", "GPKG", file.to_str().unwrap(), &source, "-oo", "PAGE_SIZE=7"]);
    for collection in COLLECTIONS {
        let page = served.json(&format!("/ogc/collections/{collection}/items?limit=1"));
        assert_eq!(count(&file, collection) as u64, page["numberMatched"].as_u64().unwrap(), "{collection}");
    }
}

#[test]
fn gdal_asks_for_a_part_and_in_another_system() {
    if !tool("ogrinfo") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let served = Served::start(folder.path());
    let source = format!("OAPIF:http://{}/ogc", served.address);
    let near =
        said(served.gdal("ogrinfo"), &["-ro", "-al", "-spat", "0.3", "51.7", "0.4", "51.8", &source, "incidents"]);
    assert_eq!(near.matches("\nOGRFeature(").count(), 60);
    let fires = said(served.gdal("ogrinfo"), &["-ro", "-al", "-where", "kind = 'fire'", &source, "incidents"]);
    assert_eq!(fires.matches("\nOGRFeature(").count(), 1, "{fires}");
}

#[test]
fn gdal_reads_the_tiles() {
    if !tool("ogrinfo") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let served = Served::start(folder.path());
    for collection in ["hotspots", "repeat-locations", "areas-district", "incidents"] {
        let tile = format!("http://{}/ogc/collections/{collection}/tiles/WebMercatorQuad/8/84/128", served.address);
        let place = ["-oo", "Z=8", "-oo", "X=128", "-oo", "Y=84"];
        let vector =
            said(served.gdal("ogrinfo"), &[&["-ro", "-al"], &place[..], &[&format!("MVT:{tile}?f=mvt")]].concat());
        let plain = said(served.gdal("ogrinfo"), &["-ro", "-al", &format!("{tile}?f=json")]);
        let found = vector.matches("\nOGRFeature(").count();
        assert!(found > 0 && found == plain.matches("\nOGRFeature(").count(), "{collection}: {vector}{plain}");
    }
}
