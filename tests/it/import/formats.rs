//! Formats, encodings, times and reference systems under profiles of one's own.

use std::fs::File;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use wherenext::time::CivilZone;

use super::made::{Kept, MadeFile, gzip};

fn csv(profile: &str, text: impl AsRef<[u8]>) -> Vec<Kept> {
    let imported = MadeFile::new("made.csv", text).import_by(profile).unwrap();
    assert_eq!(imported.rejects, None);
    imported.list.incidents
}

fn near(kept: &Kept, lng: f64, lat: f64) -> bool {
    kept.place.is_some_and(|at| (at.lng() - lng).abs() < 2e-5 && (at.lat() - lat).abs() < 2e-5)
}

const HEAD: &str = "name = 'test'\ntitle = 'a test'\ndefaults.category = 'crime/test'\n";

#[test]
fn decimal_commas_semicolons_and_one_byte_letters() {
    let profile = format!(
        "{HEAD}format = {{ delimiter = ';', decimal = ',', encoding = 'windows-1252', missing = ['k.A.'] }}
        columns = {{ start = 'Zeit', longitude = 'Länge', latitude = 'Breite', location = 'Straße' }}
        time.formats = ['%d.%m.%Y %H:%M']"
    );
    let text = "Zeit;Länge;Breite;Straße\n01.02.2021 03:04;13,37;52,51;Große Straße\n01.02.2021 03:04;k.A.;k.A.;\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let list = csv(&profile, bytes);
    assert!(near(&list[0], 13.37, 52.51));
    assert_eq!(list[0].location.as_deref(), Some("Große Straße"));
    assert_eq!(list[1].place, None);
}

#[test]
fn names_given_for_a_file_without_a_header() {
    let profile = format!(
        "{HEAD}format.names = ['when', 'e', 'n']\ncolumns = {{ start = 'when', x = 'e', y = 'n' }}\nplace.crs = 'EPSG:27700'"
    );
    let list = csv(&profile, "2021-03-01 10:00,651409.903,313177.270\n");
    // By convertbng 2.0 (OSTN15).
    assert_eq!(list.len(), 1);
    assert!(near(&list[0], 1.7160753, 52.6580062), "{:?}", list[0].place);
}

#[test]
fn feet_of_a_state_plane_and_metres_of_utm() {
    let feet = format!("{HEAD}columns = {{ start = 'd', x = 'x', y = 'y' }}\nplace.crs = 'EPSG:2913'");
    let list = csv(&feet, "d,x,y\n2012-03-12,7688186,676342\n");
    assert!(near(&list[0], -122.5047061, 45.5043357), "{:?}", list[0].place);
    // By pyproj 3 (PROJ 9).
    let utm = feet.replace("2913", "26910");
    let list = csv(&utm, "d,x,y\n2020-06-19,491059.4824,5459122.4178\n");
    assert!(near(&list[0], -123.122937, 49.284788), "{:?}", list[0].place);
}

#[test]
fn windows_from_ends_durations_and_parts() {
    let zone = CivilZone::named("Europe/London").unwrap();
    let at = |text: &str| zone.second(text.parse().unwrap());
    let windows = |columns: &str, time: &str, text: &str| -> Vec<(i64, i64)> {
        let profile = format!("{HEAD}columns = {{ {columns} }}\n{time}");
        csv(&profile, text).iter().map(|kept| (kept.when.start(), kept.when.end())).collect()
    };
    let ends = "s,e\n2021-03-01 09:00,2021-03-01 17:00\n2021-03-01 09:00,\n2021-03-01 09:00,2021-03-01 09:00\n";
    let [nine, five] = [at("2021-03-01T09:00"), at("2021-03-01T17:00")];
    assert_eq!(windows("start = 's', end = 'e'", "", ends), [(nine, five + 60), (nine, nine + 60), (nine, nine + 60)]);
    assert_eq!(
        windows("start = 's', end = 'e'", "time.end = 'exclusive'", ends),
        [(nine, five), (nine, nine + 60), (nine, nine + 60)]
    );
    let hours = "s,d\n2021-03-01 09:00,1.5\n2021-03-01 09:00,0\n2021-03-01 09:00,\n";
    assert_eq!(
        windows("start = 's', duration = 'd'", "time.duration_unit = 'hours'", hours),
        [(nine, nine + 5400), (nine, nine + 60), (nine, nine + 60)]
    );
    let split = "d,t\n01/03/2021,09:00\n01/03/2021,\n";
    let day = zone.day(jiff::civil::date(2021, 3, 1));
    assert_eq!(
        windows("date = 'd', time = 't'", "time.formats = ['%d/%m/%Y %H:%M', '%d/%m/%Y']", split),
        [(nine, nine + 60), (day.start(), day.end())]
    );
    let parts = "y,m,d,h,n\n2021,3,1,9,0\n2021,3,1,9,\n2021,3,1,,\n2021,3,,,\n";
    let month = zone.month(2021, 3).unwrap();
    assert_eq!(
        windows("year = 'y', month = 'm', day = 'd', hour = 'h', minute = 'n'", "", parts),
        [(nine, nine + 60), (nine, nine + 3600), (day.start(), day.end()), (month.start(), month.end())]
    );
    assert_eq!(
        windows("start = 's'", "time.resolution = 'day'", "s\n2021-03-01T09:00:00\n"),
        [(day.start(), day.end())]
    );
}

#[test]
fn meanings_of_words_and_columns_that_are_kept() {
    let profile = "name = 'test'
        title = 'a test'
        [columns]
        start = 'd'
        category = ['a', 'b']
        provenance = 'p'
        attended = 'g'
        source = 's'
        keep = ['b']
        drop = ['secret']
        [values.category]
        'ASB/Noise' = 'asb/nuisance'
        'asb/*' = 'asb'
        [values.provenance]
        'phone' = 'public-report'
        [values.attended]
        'went' = true
        'did not' = false
        [values.source]
        '42' = 'Essex Police'
        [defaults]
        category = 'other/*'
        attended = false";
    let list =
        csv(profile, "d,a,b,p,g,s,secret,more\n2021-03-01,ASB,Noise,Phone,WENT,42,x,y\n2021-03-01,Odd,One,?,?,99,x,\n");
    assert_eq!((list[0].category.as_str(), list[1].category.as_str()), ("asb/nuisance", "other/odd-one"));
    assert_eq!((list[0].attended, list[1].attended), (Some(true), Some(false)));
    assert_eq!((list[0].source.as_str(), list[1].source.as_str()), ("Essex Police", "99"));
    assert_eq!(list[0].attributes, [("b".into(), "Noise".into()), ("more".into(), "y".into())]);
}

#[test]
fn features_of_geojson() {
    let text = r#"{"type": "FeatureCollection", "bbox": [0, 51, 1, 52], "features": [
        {"type": "Feature", "properties": {"id": 7, "when": "2021-03-01T10:00:00Z", "note": null},
         "geometry": {"type": "Point", "coordinates": [0.5, 51.5, 12]}},
        {"type": "Feature", "properties": {"when": "2021-03-02", "extra": [1, "x"]}, "geometry": null},
        {"type": "Feature", "properties": {"when": "2021-03-02"},
         "geometry": {"type": "LineString", "coordinates": [[0, 51], [1, 52]]}}
    ], "name": "after the features"}"#;
    let profile = format!("{HEAD}columns = {{ start = 'when', id = 'id' }}");
    for (name, bytes) in [("a.geojson", text.as_bytes().to_vec()), ("a.geojson.gz", gzip(text.as_bytes()))] {
        let imported = MadeFile::new(name, bytes).import_by(&profile).unwrap();
        let list = &imported.list.incidents;
        assert_eq!((imported.summary.rows, list.len(), imported.summary.unlocated), (3, 2, 1));
        assert!(near(&list[0], 0.5, 51.5));
        assert_eq!((list[0].id.as_deref(), list[0].when.seconds()), (Some("7"), 1));
        assert_eq!(list[1].attributes, [("extra".into(), "[1,\"x\"]".into())]);
        assert!(imported.rejects.unwrap().contains(",3,not-a-point,"));
    }
}

#[test]
fn rows_of_geoparquet() {
    let point = |lng: f64, lat: f64| {
        let mut wkb = vec![1, 1, 0, 0, 0];
        wkb.extend(lng.to_le_bytes());
        wkb.extend(lat.to_le_bytes());
        wkb
    };
    let points = [Some(point(530_000.0, 180_000.0)), None];
    let stamps = TimestampMicrosecondArray::from(vec![1_614_592_800_000_000, 1_614_592_860_000_000]);
    let columns: [(&str, ArrayRef); 4] = [
        ("number", Arc::new(Int64Array::from(vec![Some(1), None]))),
        ("when", Arc::new(stamps.with_timezone("UTC"))),
        ("kind", Arc::new(StringArray::from(vec!["Burglary", "Drugs"]))),
        ("geometry", Arc::new(BinaryArray::from_iter(points))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let file = MadeFile::new("a.parquet", "");
    let mut writer = ArrowWriter::try_new(File::create(file.path()).unwrap(), batch.schema(), None).unwrap();
    let geo = r#"{"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry":
        {"encoding": "WKB", "geometry_types": ["Point"], "crs": {"id": {"authority": "EPSG", "code": 27700}}}}}"#;
    writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_owned()));
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let profile = "name = 'test'\ntitle = 'a test'\ndefaults.category = 'crime/*'
        columns = { start = 'when', id = 'number', category = 'kind' }";
    let imported = file.import_by(profile).unwrap();
    let list = imported.list.incidents;
    assert_eq!(
        (list[0].category.as_str(), list[0].id.as_deref(), list[1].id.clone()),
        ("crime/burglary", Some("1"), None)
    );
    assert_eq!(list[0].when.start(), 1_614_592_800);
    // By convertbng 2.0 (OSTN15).
    assert!(near(&list[0], -0.1283289, 51.5039922), "{:?}", list[0].place);
    assert_eq!(list[1].place, None);
}
