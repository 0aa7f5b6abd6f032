use crate::space::{Grid, Planar, Projection, StudyArea};

/// The cells that risk is given for: row `i` is the same place in every array.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    centres: Vec<Planar>,
    area_km2: Vec<f64>,
    ground_km2: f64,
    spacing_m: f64,
}

impl Cells {
    /// Cells by their centres (metres on a flat map) and areas, on ground of `ground_km2`: what PAI is relative to.
    ///
    /// Panics when the two lists differ in length.
    pub fn new(centres: Vec<Planar>, area_km2: Vec<f64>, ground_km2: f64) -> Self {
        assert_eq!(centres.len(), area_km2.len(), "one area a cell");
        let mean_km2 = area_km2.iter().sum::<f64>() / area_km2.len().max(1) as f64;
        Self { centres, ground_km2, spacing_m: (mean_km2 * 1e6).sqrt(), area_km2 }
    }

    /// All cells of a grid over a study area.
    pub fn of_grid(grid: &Grid, study_area: &StudyArea) -> Self {
        let projection = study_area.projection();
        let rows: Vec<_> = (0..grid.len()).collect();
        Self::of_rows(grid, &rows, projection, study_area.area_km2())
    }

    /// Some cells of a grid, in the order of `rows`; the ground is their areas together.
    pub fn of_grid_rows(grid: &Grid, rows: &[usize], projection: &Projection) -> Self {
        let ground_km2 = rows.iter().map(|&row| grid.area_km2(row)).sum();
        Self::of_rows(grid, rows, projection, ground_km2)
    }

    fn of_rows(grid: &Grid, rows: &[usize], projection: &Projection, ground_km2: f64) -> Self {
        let centres = rows.iter().map(|&row| projection.forward(grid.centre(row))).collect();
        let area_km2 = rows.iter().map(|&row| grid.area_km2(row)).collect();
        Self::new(centres, area_km2, ground_km2)
    }

    pub fn len(&self) -> usize {
        self.centres.len()
    }

    pub fn is_empty(&self) -> bool {
        self.centres.is_empty()
    }

    /// Metres on the flat map.
    pub fn centres(&self) -> &[Planar] {
        &self.centres
    }

    pub fn area_km2(&self) -> &[f64] {
        &self.area_km2
    }

    /// The ground that coverage and PAI are relative to.
    pub fn ground_km2(&self) -> f64 {
        self.ground_km2
    }

    /// The side of a square of a cell's mean area.
    pub fn spacing_m(&self) -> f64 {
        self.spacing_m
    }
}
