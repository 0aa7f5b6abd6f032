use super::binary::Served;
use super::county::fill;
use crate::support::tool;

/// What GDAL finds in a tile that it fetches itself: each layer's features as text, without the layer's name.
fn features(served: &Served, source: &str) -> Vec<String> {
    let run = served.gdal("ogrinfo").args(["-ro", "-al", "-geom=NO", source]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{source}: {said}{}", String::from_utf8_lossy(&run.stderr));
    let mut found: Vec<String> = said.split("\nOGRFeature(").skip(1).map(properties).collect();
    found.sort_unstable();
    found
}

/// The properties of one feature, sorted; GDAL's own number of the feature and the types, which the formats do not share, left out.
fn properties(feature: &str) -> String {
    let mut lines: Vec<&str> = feature.lines().skip(1).map(str::trim).filter(|line| line.contains(" = ")).collect();
    lines.retain(|line| !line.starts_with("mvt_id") && !line.ends_with("(null)"));
    lines.sort_unstable();
    let plain = lines
        .iter()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, value)| format!("{}={value}", name.split_once(' ').map_or(name, |(name, _)| name)));
    plain.collect::<Vec<_>>().join(";")
}

#[test]
fn both_drivers_read_the_running_service() {
    if !tool("ogrinfo") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let served = Served::start(folder.path());
    // The tile over Essex at zoom 8.
    for layer in ["density", "incidents", "repeat-locations", "areas", "areas-labels"] {
        let tile = format!("http://{}/tiles/{layer}/8/128/84", served.address);
        let vector = features(&served, &format!("MVT:{tile}.mvt"));
        assert!(!vector.is_empty(), "{layer}");
        assert_eq!(vector, features(&served, &format!("{tile}.geojson")), "{layer}");
    }
}
