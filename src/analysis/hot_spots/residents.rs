use geo::InteriorPoint;

use crate::space::{AreaLayer, Grid, LngLat};

/// Residents a cell of `grid`, from those of a layer's areas: each area's are spread evenly over its ground.
///
/// A cell takes part in an area by the share of its sample points that lie in it: its middle, and the points half-way from there to
/// its corners (seven of a hexagon, five of a square). An area too small for any of them gives all its residents to the cell of a
/// place inside it. Areas without a known number of residents give nothing.
///
/// One number a cell, in the order of rows; what lies outside all areas has 0. Where the areas lie inside the grid the sum is the
/// layer's population. People do not live evenly spread: within an area the town and the fields get the same.
///
/// Cost: a search for each sample point, on all cores.
pub fn residents_by_cell(grid: &Grid, layer: &AreaLayer) -> Vec<f64> {
    let mut rows = Vec::new();
    let mut points = Vec::new();
    for row in 0..grid.len() {
        for point in sample_points(grid, row) {
            rows.push(row);
            points.push(point);
        }
    }
    let areas = layer.find_all(&points);
    let mut points_of_area = vec![0_u32; layer.areas().len()];
    areas.iter().flatten().for_each(|&area| points_of_area[area] += 1);
    let mut residents = vec![0.0; grid.len()];
    for (row, area) in rows.into_iter().zip(areas) {
        if let Some((area, population)) = area.and_then(|area| Some((area, layer.areas()[area].population?))) {
            residents[row] += population / f64::from(points_of_area[area]);
        }
    }
    for (area, _) in layer.areas().iter().zip(points_of_area).filter(|(_, points)| *points == 0) {
        let inside = area.shape.interior_point().and_then(|point| LngLat::new(point.x(), point.y()).ok());
        let row = inside.and_then(|place| grid.row_of(place));
        if let Some((row, population)) = row.zip(area.population) {
            residents[row] += population;
        }
    }
    residents
}

fn sample_points(grid: &Grid, row: usize) -> Vec<LngLat> {
    let centre = grid.centre(row);
    let polygon = grid.polygon(row);
    let corners = &polygon.exterior().0;
    let half_way = corners[..corners.len() - 1].iter().filter_map(|corner| {
        LngLat::new(f64::midpoint(centre.lng(), corner.x), f64::midpoint(centre.lat(), corner.y)).ok()
    });
    std::iter::once(centre).chain(half_way).collect()
}
