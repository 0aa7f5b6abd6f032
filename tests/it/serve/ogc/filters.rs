use super::{assert_problem, encoded, matched};
use crate::serve::county::Service;

#[tokio::test]
async fn boxes_in_every_system() {
    let service = Service::county();
    // The shop in W: 60 incidents at 0.35, 51.75.
    let crs = |code: &str| format!("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/{code}");
    for query in [
        "bbox=0.3,51.7,0.4,51.8".to_owned(),
        "bbox=0.3,51.7,0,0.4,51.8,100".to_owned(),
        "bbox=0.35,51.75,0.35,51.75".to_owned(),
        format!("bbox=51.7,0.3,51.8,0.4&{}", crs("4326")),
        format!("bbox=33000,6745000,45000,6765000&{}", crs("3857")),
        format!("bbox=555000,200000,570000,215000&{}", crs("27700")),
    ] {
        assert_eq!(matched(&service, "incidents", &query).await, 60, "{query}");
    }
    assert_eq!(matched(&service, "incidents", "bbox=-180,-90,180,90").await, 102, "one has no place");
    assert_eq!(matched(&service, "incidents", "bbox=0.8,51,-170,52").await, 2, "over the 180th meridian");
    assert_eq!(matched(&service, "areas-district", "bbox=0.5,51.7,0.5,51.7").await, 2, "an edge belongs to both");
    assert_eq!(matched(&service, "areas-district", "bbox=0.1,51.7,0.3,51.7").await, 1);
    for wrong in ["1,2,3", "0.4,51.8,0.3,51.7,1", "0.3,51.8,0.4,51.7", "a,b,c,d", "0,0,1,91"] {
        let answer = service.get(&format!("/ogc/collections/incidents/items?bbox={wrong}")).await;
        assert_problem(&answer, 400, Some("bbox"));
    }
}

#[tokio::test]
async fn times() {
    let service = Service::county();
    let count = async |datetime: &str| matched(&service, "incidents", &format!("datetime={datetime}")).await;
    // Nuisance at 21:00, a burglary from 20:00 for ten hours, and two others at midnight.
    assert_eq!(count("2024-01-01").await, 4);
    assert_eq!(count("2024-01-02").await, 3, "the burglary of the night before reaches into it");
    assert_eq!(count("2024-01-01T21:00:30Z").await, 2);
    assert_eq!(count("2024-01-01T21:01:00Z").await, 1, "a window ends before its end");
    assert_eq!(count("2024-01-01T22:00:30%2B01:00").await, 2);
    assert_eq!(count("../2023-12-31").await, 0);
    assert_eq!(count("2024-01-01/..").await, 103);
    assert_eq!(count("/2024-01-01").await, 4);
    // A result belongs to the window of the incidents that it was made from.
    assert_eq!(matched(&service, "areas-district", "datetime=2024-01-15").await, 2);
    assert_eq!(matched(&service, "areas-district", "datetime=2020-01-15").await, 0);
    for wrong in ["yesterday", "2024-02-01/2024-01-01", "2024-01-01T00:00:00", "9999-12-31"] {
        let answer = service.get(&format!("/ogc/collections/incidents/items?datetime={wrong}")).await;
        assert_problem(&answer, 400, Some("datetime"));
    }
}

#[tokio::test]
async fn properties_by_name() {
    let service = Service::county();
    for (query, count) in [
        ("kind=asb", 62),
        ("category=crime/burglary", 40),
        ("category=none", 0),
        ("source=Partner,+Ltd&snapped=true", 12),
        ("attended=true", 103),
        ("location=Shop,+High+Street", 60),
        ("area_code=L1", 1),
        ("from=2024-01-01T21:00:00Z", 1),
    ] {
        assert_eq!(matched(&service, "incidents", query).await, count, "{query}");
    }
    assert_eq!(matched(&service, "areas-district", "count=60").await, 1);
    assert_eq!(matched(&service, "areas-district", "code=W&count=41").await, 0);
    for (collection, query, parameter) in [
        ("incidents", "attended=perhaps", "attended"),
        ("incidents", "from=soon", "from"),
        ("areas-district", "count=many", "count"),
        ("areas-district", "kind=asb", "kind"),
    ] {
        let answer = service.get(&format!("/ogc/collections/{collection}/items?{query}")).await;
        assert_problem(&answer, 400, Some(parameter));
    }
}

#[tokio::test]
async fn cql2_text() {
    let service = Service::county();
    for (filter, count) in [
        ("kind = 'asb'", 62),
        ("NOT kind = 'asb'", 41),
        ("kind <> 'asb' AND snapped", 12),
        ("kind = 'fire' OR snapped = TRUE", 13),
        ("kind IN ('fire', 'crime')", 41),
        ("category LIKE 'crime/%'", 40),
        ("CASEI(location) LIKE CASEI('SHOP%')", 60),
        ("location IS NULL", 43),
        ("location IS NOT NULL", 60),
        // What is said of a property without a value is unknown, and so is its opposite.
        ("location = 'x' OR NOT location = 'x'", 60),
        ("geometry IS NULL", 1),
        ("\"from\" >= TIMESTAMP('2024-02-01T00:00:00Z') AND \"from\" < DATE('2024-02-02')", 3),
        ("\"from\" BETWEEN DATE('2024-01-01') AND TIMESTAMP('2024-01-01T20:30:00Z')", 3),
        ("T_DURING(\"from\", INTERVAL('2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'))", 2),
        ("T_INTERSECTS(INTERVAL(\"from\", \"to\"), DATE('2024-01-02'))", 3),
        ("T_AFTER(\"from\", DATE('2024-01-31'))", 39),
        ("S_INTERSECTS(geometry, BBOX(0.3,51.7,0.4,51.8))", 60),
        ("S_WITHIN(geometry, POLYGON((0.3 51.7,0.4 51.7,0.4 51.8,0.3 51.8,0.3 51.7)))", 60),
        ("S_CONTAINS(POLYGON((0.3 51.7,0.4 51.7,0.4 51.8,0.3 51.8,0.3 51.7)), geometry)", 60),
        ("S_DISJOINT(geometry, BBOX(0.3,51.7,0.4,51.8))", 42),
        ("S_EQUALS(geometry, POINT(0.35 51.75))", 60),
        ("TRUE", 103),
        ("FALSE", 0),
    ] {
        let query = format!("filter={}", encoded(filter));
        assert_eq!(matched(&service, "incidents", &query).await, count, "{filter}");
    }
    for (filter, count) in [
        ("count > 41", 1),
        ("count + 1 = 42", 1),
        ("count BETWEEN 41 AND 60", 2),
        ("rate_per_1000 > 0", 1),
        ("population IS NULL", 1),
        ("count > population / 20", 1),
        ("S_TOUCHES(geometry, LINESTRING(0.5 51.6, 0.5 51.9))", 2),
        ("S_CROSSES(geometry, LINESTRING(0.1 51.7, 0.3 51.7))", 1),
    ] {
        let query = format!("filter={}&filter-lang=cql2-text", encoded(filter));
        assert_eq!(matched(&service, "areas-district", &query).await, count, "{filter}");
    }
    let lat_first = format!(
        "filter={}&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
        encoded("S_INTERSECTS(geometry, BBOX(51.7,0.3,51.8,0.4))")
    );
    assert_eq!(matched(&service, "incidents", &lat_first).await, 60);
    assert_eq!(matched(&service, "incidents", &format!("{lat_first}&bbox=0,0,1,1")).await, 0);
}

#[tokio::test]
async fn filters_that_can_never_hold_are_refused() {
    let service = Service::county();
    let nested = format!("{}kind = 'asb'{}", "(".repeat(40), ")".repeat(40));
    let long = format!("kind = '{}'", "x".repeat(9000));
    let deep = format!("{}1 = 1", "1 + ".repeat(1500));
    let nots = format!("{}TRUE", "NOT ".repeat(1900));
    for filter in [
        "kind =",
        "colour = 'red'",
        "kind = 5",
        "attended > 'x'",
        "from > 'soon'",
        "kind",
        "S_INTERSECTS(geometry, POINT(500 51))",
        "S_INTERSECTS(kind, POINT(0.5 51))",
        "T_AFTER(kind, DATE('2024-01-01'))",
        "SOUNDEX(kind) = 'A1'",
        "kind LIKE 5",
        "1 = 1 )",
        nested.as_str(),
        long.as_str(),
        deep.as_str(),
        nots.as_str(),
    ] {
        let answer = service.get(&format!("/ogc/collections/incidents/items?filter={}", encoded(filter))).await;
        assert_problem(&answer, 400, Some("filter"));
    }
    for (query, parameter) in [("filter-lang=cql2-json&filter=TRUE", "filter-lang"), ("filter-crs=27700", "filter-crs")]
    {
        let answer = service.get(&format!("/ogc/collections/incidents/items?{query}")).await;
        assert_problem(&answer, 400, Some(parameter));
    }
}
