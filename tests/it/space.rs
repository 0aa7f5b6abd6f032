//! Places against published values and real files.

use std::fs;
use std::io::Read;

use flate2::read::GzDecoder;
use geo::{Distance, Geodesic};
use geo_types::{Coord, Geometry};
use geojson::GeoJson;
use wherenext::space::{Area, AreaLayer, Crs, LngLat, Planar, Projection, StudyArea};

use crate::support::shared;

fn numbers<const N: usize>(fields: &[&str], columns: [usize; N]) -> [f64; N] {
    columns.map(|column| fields[column].parse().unwrap())
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>())
}

fn metres_apart(a: LngLat, b: LngLat) -> f64 {
    Geodesic.distance(a.coord().into(), b.coord().into())
}

#[test]
fn ordnance_survey_test_points_to_the_grid() {
    let Some(folder) = shared("data/osgb") else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (input, output) =
        (read("OSTN15_OSGM15_TestInput_ETRStoOSGB.txt"), read("OSTN15_OSGM15_TestOutput_ETRStoOSGB.txt"));
    let mut n = 0;
    for (input, output) in rows(&input).zip(rows(&output)) {
        assert_eq!(input[0], output[0]);
        let [lat, lng] = numbers(&input, [1, 2]);
        let [x, y] = numbers(&output, [1, 2]);
        let planar = Projection::BRITISH_NATIONAL_GRID.forward(LngLat::new(lng, lat).unwrap());
        assert!(
            planar.distance(Planar { x, y }).0 < 0.01,
            "{} is off by {:?}",
            input[0],
            planar.distance(Planar { x, y })
        );
        n += 1;
    }
    assert_eq!(n, 40);
}

#[test]
fn ordnance_survey_test_points_from_the_grid() {
    let Some(folder) = shared("data/osgb") else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (input, output) =
        (read("OSTN15_OSGM15_TestInput_OSGBtoETRS.txt"), read("OSTN15_OSGM15_TestOutput_OSGBtoETRS.txt"));
    let results: Vec<_> = rows(&output).filter(|fields| fields.get(1) == Some(&"RESULT")).collect();
    let mut n = 0;
    for (input, output) in rows(&input).zip(results) {
        assert_eq!(input[0], output[0]);
        let [x, y] = numbers(&input, [1, 2]);
        let [lat, lng] = numbers(&output, [2, 3]);
        let apart =
            metres_apart(Projection::BRITISH_NATIONAL_GRID.inverse(Planar { x, y }), LngLat::new(lng, lat).unwrap());
        assert!(apart < 0.01, "{} is off by {apart} m", input[0]);
        n += 1;
    }
    assert_eq!(n, 40);
}

#[test]
fn feet_of_oregon_north_agree_with_the_degrees_beside_them() {
    let crs = Crs::from_epsg(2913).unwrap();
    for name in ["portland_burglary_to_2017-02-28.csv.gz", "portland_motor_vehicle_theft_to_2017-02-28.csv.gz"] {
        let Some(path) = shared(&format!("data/incidents/{name}")) else { return };
        let mut text = String::new();
        GzDecoder::new(fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
        assert!(text.starts_with("occ_date,x_ft_epsg2913,y_ft_epsg2913,longitude,latitude"));
        let mut n = 0;
        for fields in rows(&text) {
            let [x, y, lng, lat] = numbers(&fields, [1, 2, 3, 4]);
            let apart = metres_apart(crs.to_lng_lat(x, y).unwrap(), LngLat::new(lng, lat).unwrap());
            assert!(apart < 1.0, "{name}: ({x}, {y}) is off by {apart} m");
            n += 1;
        }
        assert!(n > 5000);
    }
}

fn essex_districts() -> Option<AreaLayer> {
    let path = shared("data/boundaries/essex_districts_clean_from_martinjc_lsoa11.geojson")?;
    let GeoJson::FeatureCollection(collection) = fs::read_to_string(path).unwrap().parse().unwrap() else {
        panic!("a feature collection")
    };
    let area = |feature: geojson::Feature| {
        let text = |key: &str| feature.property(key).unwrap().as_str().unwrap().to_owned();
        let (code, name) = (text("ltla_code"), text("ltla_name"));
        let shape = match Geometry::try_from(feature.geometry.unwrap()).unwrap() {
            Geometry::Polygon(polygon) => polygon.into(),
            Geometry::MultiPolygon(polygons) => polygons,
            other => panic!("{other:?}"),
        };
        Area { code, name, population: None, deprivation: None, shape }
    };
    Some(AreaLayer::new("districts".into(), collection.features.into_iter().map(area).collect(), vec![]).unwrap())
}

#[test]
fn places_fall_in_the_district_that_the_geometry_library_names() {
    let Some(layer) = essex_districts() else { return };
    let study_area = StudyArea::from_layer(&layer).unwrap();
    assert!((study_area.area_km2() - 3678.0).abs() < 5.0, "{}", study_area.area_km2());
    let bounds = study_area.bounds();
    let mut inside = 0;
    for i in 0..20_000 {
        // Two irrational steps fill the box evenly.
        let (u, v) = ((f64::from(i) * 0.754_877_666).fract(), (f64::from(i) * 0.569_840_291).fract());
        let coord = Coord { x: bounds.min().x + u * bounds.width(), y: bounds.min().y + v * bounds.height() };
        let place = LngLat::new(coord.x, coord.y).unwrap();
        let named = layer.areas().iter().position(|area| geo::Contains::contains(&area.shape, &coord));
        assert_eq!(layer.find(place), named, "{place}");
        assert_eq!(study_area.contains(place), named.is_some(), "{place}");
        inside += usize::from(named.is_some());
    }
    assert!(inside > 5000);
}
