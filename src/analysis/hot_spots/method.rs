use super::ground::Ground;
use super::parameters::Statistic;
use super::spots::HotSpots;
use crate::analysis::spatial_weights::Neighbourhood;
use crate::space::Grid;

/// Statistic, cells, neighbours and where p comes from, in one line.
pub fn method(found: &HotSpots, ground: &Ground, rate: Option<&str>) -> String {
    let asked = found.parameters.get();
    let statistic = match asked.statistic {
        Statistic::GetisOrd => "Getis-Ord Gi*",
        Statistic::LocalMoran => "Local Moran's I",
    };
    let values =
        rate.map_or_else(|| "counts".to_owned(), |layer| format!("empirical Bayes rates, residents by {layer}"));
    let p = match asked.permutations {
        0 => "normal approximation".to_owned(),
        permutations => format!("{permutations} conditional permutations, seed {}", asked.seed),
    };
    format!("{statistic} of {values} on {}, {p}", ground.in_words())
}

impl Ground {
    /// Which cells and which neighbours.
    pub fn in_words(&self) -> String {
        let cells = match self.grid() {
            Grid::Hex(hexagons) => format!("H3 cells of resolution {}", hexagons.resolution()),
            Grid::Square(_) => format!("squares of {:.4} km²", self.grid().area_km2(0)),
        };
        match self.neighbourhood().get() {
            Neighbourhood::Ring(1) => format!("{cells} with the cells that touch them"),
            Neighbourhood::Ring(steps) => format!("{cells} with the cells within {steps} steps"),
            Neighbourhood::Band(band) => format!("{cells} with the cells within {} m", band.0),
        }
    }
}
