use geo_types::Rect;
use h3o::Resolution;

use super::distance_band::within_band;
use super::{Neighbourhood, NeighbourhoodError, SpatialWeights};
use crate::space::{Area, AreaLayer, Grid, Metres, Planar, StudyArea};

fn study_area() -> StudyArea {
    let shape = Rect::new((0.5, 51.7), (0.56, 51.74)).to_polygon().into();
    let area = Area { code: "E1".into(), name: String::new(), population: None, deprivation: None, shape };
    StudyArea::from_layer(&AreaLayer::new("test".into(), vec![area], vec![]).unwrap()).unwrap()
}

fn weights(grid: &Grid, neighbourhood: Neighbourhood) -> SpatialWeights {
    SpatialWeights::on(grid, neighbourhood.check().unwrap(), study_area().projection()).unwrap()
}

fn grids() -> [Grid; 2] {
    let square = Grid::square(&study_area(), Metres(250.0), Planar { x: 0.0, y: 0.0 }, 20.0);
    [Grid::hex(&study_area(), Resolution::Nine).unwrap(), square.unwrap()]
}

#[test]
fn six_points_within_fifteen() {
    let places =
        [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)].map(|(x, y)| Planar { x: x.into(), y: y.into() });
    // libpysal 4.14.1, DistanceBand(points, threshold=15): the third and fourth are 15 apart.
    let expected: [&[u32]; 6] = [&[1, 3], &[0, 3, 4], &[4], &[0, 1, 4], &[1, 2, 3, 5], &[4]];
    assert_eq!(within_band(&places, Metres(15.0)).unwrap(), SpatialWeights::of_lists(expected));
}

#[test]
fn inner_cells_have_full_rings() {
    let [hexagons, squares] = grids();
    let most = |weights: &SpatialWeights| (0..weights.len()).map(|row| weights.of(row).len()).max().unwrap();
    assert_eq!(most(&weights(&hexagons, Neighbourhood::Ring(1))), 6);
    assert_eq!(most(&weights(&hexagons, Neighbourhood::Ring(2))), 18);
    assert_eq!(most(&weights(&squares, Neighbourhood::Ring(1))), 8);
    assert_eq!(most(&weights(&squares, Neighbourhood::Ring(2))), 24);
    // Four sides of 250 m and no corner: the diagonal is 354 m.
    assert_eq!(most(&weights(&squares, Neighbourhood::Band(Metres(260.0)))), 4);
}

#[test]
fn neighbours_are_mutual_and_never_oneself() {
    for grid in &grids() {
        for neighbourhood in [Neighbourhood::Ring(1), Neighbourhood::Ring(3), Neighbourhood::Band(Metres(700.0))] {
            let weights = weights(grid, neighbourhood);
            assert_eq!(weights.len(), grid.len());
            for row in 0..weights.len() {
                let others = weights.of(row);
                assert!(others.iter().all(|&other| weights.of(other as usize).contains(&(row as u32))));
                assert!(!others.contains(&(row as u32)));
            }
        }
    }
}

#[test]
fn cells_left_out_are_nobodys_neighbours() {
    let all = SpatialWeights::of_lists([&[1, 2][..], &[0, 2], &[0, 1, 3], &[2]]);
    assert_eq!(all.among(&[0, 2, 3]), SpatialWeights::of_lists([&[1][..], &[0, 2], &[1]]));
    assert_eq!(all.links(), 8);
    assert!(all.among(&[]).is_empty());
}

#[test]
fn neighbourhoods_as_they_are_written() {
    assert_eq!("ring:2".parse(), Ok(Neighbourhood::Ring(2)));
    assert_eq!("queen".parse(), Ok(Neighbourhood::Ring(1)));
    assert_eq!("band:500".parse(), Ok(Neighbourhood::Band(Metres(500.0))));
    assert_eq!(Neighbourhood::Band(Metres(500.0)).to_string(), "band:500");
    for wrong in ["ring", "ring:x", "rook", "band:", "queen:1"] {
        assert!(matches!(wrong.parse::<Neighbourhood>(), Err(NeighbourhoodError::Unreadable(_))), "{wrong}");
    }
    assert!(Neighbourhood::Ring(0).check().is_err());
    assert!(Neighbourhood::Band(Metres(f64::NAN)).check().is_err());
    let crowd: Vec<Planar> = (0..20_000).map(|i| Planar { x: f64::from(i) / 1e3, y: 0.0 }).collect();
    assert!(matches!(within_band(&crowd, Metres(50.0)), Err(NeighbourhoodError::TooManyLinks { .. })));
}
