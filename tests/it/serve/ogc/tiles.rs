use super::{assert_problem, found, link, path_of};
use crate::serve::county::Service;

#[tokio::test]
async fn the_matrix_set_is_the_web_map() {
    let service = Service::county();
    let set = service.json("/ogc/tileMatrixSets/WebMercatorQuad").await;
    let first = &set["tileMatrices"][0];
    // OGC 17-083r4, annex D.1.
    assert!((first["scaleDenominator"].as_f64().unwrap() - 559_082_264.028_717_8).abs() < 1e-3);
    assert!((first["cellSize"].as_f64().unwrap() - 156_543.033_928_041).abs() < 1e-6);
    assert_eq!(set["tileMatrices"][10]["matrixWidth"], 1024);
}

#[tokio::test]
async fn tiles_are_those_of_the_map() {
    let service = Service::county();
    for (collection, layer) in [
        ("hotspots", "hot-spots"),
        ("emerging", "emerging-hot-spots"),
        ("repeat-locations", "repeat-locations"),
        ("areas-district", "areas"),
        ("incidents", "incidents"),
    ] {
        let sets = service.json(&format!("/ogc/collections/{collection}/tiles")).await;
        let set = service.json(path_of(link(&sets["tilesets"][0], "self").unwrap())).await;
        assert_eq!(set["layers"][0]["id"], layer);
        let template = path_of(link(&set, "item").unwrap()).to_owned();
        // Matrix, row, column: the row comes first.
        let tile = template.replace("{tileMatrix}", "8").replace("{tileRow}", "84").replace("{tileCol}", "128");
        let vector = found(&service, &tile).await;
        assert_eq!(vector.header("content-type"), "application/vnd.mapbox-vector-tile");
        assert_eq!(vector.bytes, found(&service, &format!("/tiles/{layer}/8/128/84.mvt")).await.bytes, "{collection}");
        let plain = found(&service, &tile.replace("f=mvt", "f=json")).await;
        assert_eq!(plain.header("content-type"), "application/geo+json");
        assert_eq!(plain.bytes, found(&service, &format!("/tiles/{layer}/8/128/84.geojson")).await.bytes);
    }
}

#[tokio::test]
async fn outside_the_matrix_there_is_nothing() {
    let service = Service::county();
    for tile in ["2/4/0", "23/0/0", "1/-1/0", "one/0/0", "0/0/1"] {
        let answer = service.get(&format!("/ogc/collections/hotspots/tiles/WebMercatorQuad/{tile}")).await;
        assert_problem(&answer, 404, None);
    }
    let wrong = service.get("/ogc/collections/hotspots/tiles/WebMercatorQuad/0/0/0?f=png").await;
    assert_problem(&wrong, 400, Some("f"));
}
