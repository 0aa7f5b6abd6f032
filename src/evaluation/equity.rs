use serde::Serialize;

use super::report::BackTestReport;
use crate::analysis::hot_spots::residents_by_cell;
use crate::forecast::Ground;
use crate::index::Index;
use crate::space::AreaLayer;

/// How deprived the cells of a ground are, and who lives there.
#[derive(Clone, Debug, PartialEq)]
pub struct EquityGround {
    /// The layer whose areas were ranked.
    pub layer: String,
    /// Whether the deciles are those of the nation, or tenths of this layer's own areas.
    pub national: bool,
    pub area_km2: Vec<f64>,
    /// 1 (most deprived) to 10, of the area that holds the cell's middle; `None` outside all.
    pub decile: Vec<Option<u8>>,
    /// Residents a cell, each area's spread evenly over it; `None` where nobody counted.
    pub residents: Option<Vec<f64>>,
}

/// Where the chosen cells lie by the deprivation of their residents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Equity {
    /// Deciles 1 (most deprived) to 10.
    pub deciles: Vec<DecileShare>,
    /// Cells whose decile is not known.
    pub unknown: DecileShare,
}

/// One decile's shares, each of the whole over all deciles and the unknown; `None` where the whole is 0 or not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecileShare {
    /// `None` for the unknown.
    pub decile: Option<u8>,
    pub cells: usize,
    /// Cells times periods.
    pub flagged_cells: usize,
    pub area_fraction: Option<f64>,
    pub flagged_area_fraction: Option<f64>,
    pub residents_fraction: Option<f64>,
    pub incidents_fraction: Option<f64>,
    /// Of the incidents in chosen cells.
    pub flagged_incidents_fraction: Option<f64>,
    /// Flagged ground to residents: over 1 where more of the flagged ground lies than of the residents live.
    pub flagged_to_residents: Option<f64>,
    /// Flagged ground to incidents: over 1 where more of it lies than of what happened.
    pub flagged_to_incidents: Option<f64>,
}

/// The shares of one forecaster's choices at one coverage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecasterEquity {
    pub coverage: super::coverage::Coverage,
    pub name: String,
    #[serde(flatten)]
    pub equity: Equity,
}

impl EquityGround {
    /// From the layer with the most areas of known deprivation; `None` where no layer has any. Cost: some searches a cell.
    pub fn of(index: &Index, ground: &Ground) -> Option<Self> {
        let known = |layer: &&AreaLayer| layer.areas().iter().filter(|area| area.deprivation.is_some()).count();
        let layer = index.layers().iter().filter(|layer| known(layer) > 0).max_by_key(known)?;
        let (grid, rows) = (ground.grid(), ground.rows());
        let centres: Vec<_> = rows.iter().map(|&row| grid.centre(row as usize)).collect();
        let areas = layer.find_all(&centres);
        let deprivation = |area: &Option<usize>| layer.areas()[(*area)?].deprivation;
        let is_counted = layer.areas().iter().any(|area| area.population.is_some());
        let residents = is_counted.then(|| residents_by_cell(grid, layer));
        Some(Self {
            layer: layer.name().to_owned(),
            national: layer.areas().iter().filter_map(|area| area.deprivation).all(|found| found.is_national()),
            area_km2: ground.cells().area_km2().to_vec(),
            decile: areas.iter().map(|area| deprivation(area).map(|found| found.decile())).collect(),
            residents: residents.map(|all| rows.iter().map(|&row| all[row as usize]).collect()),
        })
    }
}

const UNKNOWN: usize = 0;

/// Sums by decile, to which periods are added.
#[derive(Clone, Debug)]
pub struct EquitySums<'a> {
    ground: &'a EquityGround,
    sums: [Sums; 11],
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    cells: usize,
    flagged_cells: usize,
    area: f64,
    flagged_area: f64,
    residents: f64,
    incidents: f64,
    flagged_incidents: f64,
}

impl<'a> EquitySums<'a> {
    pub fn new(ground: &'a EquityGround) -> Self {
        let mut found = Self { ground, sums: [Sums::default(); 11] };
        for (row, area) in ground.area_km2.iter().enumerate() {
            let sum = found.at(row);
            sum.cells += 1;
            sum.area += area;
            sum.residents += ground.residents.as_ref().map_or(0.0, |residents| residents[row]);
        }
        found
    }

    /// A period's choice, and the incidents of each cell that had any: rows and numbers in any order.
    pub fn add(&mut self, chosen: &[u32], incidents: impl IntoIterator<Item = (usize, f64)>) {
        for &row in chosen {
            let area = self.ground.area_km2[row as usize];
            let sum = self.at(row as usize);
            sum.flagged_cells += 1;
            sum.flagged_area += area;
        }
        let mut flagged = chosen.to_vec();
        flagged.sort_unstable();
        for (row, came) in incidents {
            let is_flagged = flagged.binary_search(&(row as u32)).is_ok();
            let sum = self.at(row);
            sum.incidents += came;
            sum.flagged_incidents += if is_flagged { came } else { 0.0 };
        }
    }

    /// Shares of the flagged ground, the residents and the incidents by deprivation decile.
    ///
    /// A forecast that follows incidents alone flags each decile's ground about as its incidents lie; what flags more than that in the most
    /// deprived deciles needs a reason. Cost: n_cells once, then what is chosen and what came.
    pub fn shares(&self) -> Equity {
        let share = |decile: usize| share_of(decile, &self.sums, self.ground.residents.is_some());
        Equity { deciles: (1..=10).map(share).collect(), unknown: share(UNKNOWN) }
    }

    fn at(&mut self, row: usize) -> &mut Sums {
        &mut self.sums[self.ground.decile[row].map_or(UNKNOWN, usize::from)]
    }
}

fn share_of(decile: usize, sums: &[Sums], is_counted: bool) -> DecileShare {
    let own = &sums[decile];
    let fraction = |of: fn(&Sums) -> f64| {
        let whole: f64 = sums.iter().map(of).sum();
        (whole > 0.0).then(|| of(own) / whole)
    };
    let flagged_area_fraction = fraction(|sums| sums.flagged_area);
    let residents_fraction = fraction(|sums| sums.residents).filter(|_| is_counted);
    let incidents_fraction = fraction(|sums| sums.incidents);
    let to = |whole: Option<f64>| Some(flagged_area_fraction? / whole.filter(|whole| *whole > 0.0)?);
    DecileShare {
        decile: (decile != UNKNOWN).then_some(decile as u8),
        cells: own.cells,
        flagged_cells: own.flagged_cells,
        area_fraction: fraction(|sums| sums.area),
        flagged_area_fraction,
        residents_fraction,
        incidents_fraction,
        flagged_incidents_fraction: fraction(|sums| sums.flagged_incidents),
        flagged_to_residents: to(residents_fraction),
        flagged_to_incidents: to(incidents_fraction),
    }
}

impl BackTestReport {
    /// Where every forecaster's choices of all periods lie, coverage by coverage.
    pub fn equity(&self, ground: &EquityGround) -> Vec<ForecasterEquity> {
        let start = EquitySums::new(ground);
        let mut found = Vec::new();
        for (at, coverage) in self.coverages.iter().enumerate() {
            for (model, own) in self.models.iter().zip(&self.scores) {
                let mut sums = start.clone();
                for (scores, period) in own.iter().zip(&self.periods) {
                    let rows = period.rows.iter().map(|&row| row as usize);
                    sums.add(&scores.captures[at].chosen, rows.zip(period.counts.iter().copied()));
                }
                let (coverage, name) = (coverage.coverage, model.name.clone());
                found.push(ForecasterEquity { coverage, name, equity: sums.shares() });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> EquityGround {
        EquityGround {
            layer: "made".to_owned(),
            national: true,
            area_km2: vec![0.1; 4],
            decile: vec![Some(1), Some(1), Some(10), None],
            residents: Some(vec![30.0, 10.0, 60.0, 0.0]),
        }
    }

    const INCIDENTS: [(usize, f64); 3] = [(0, 6.0), (2, 2.0), (3, 2.0)];

    fn shares(ground: &EquityGround, periods: &[&[u32]]) -> Equity {
        let mut sums = EquitySums::new(ground);
        for chosen in periods {
            sums.add(chosen, INCIDENTS);
        }
        sums.shares()
    }

    #[test]
    fn by_hand() {
        let found = shares(&ground(), &[&[2, 0]]);
        let most = found.deciles[0];
        assert_eq!((most.decile, most.cells, most.flagged_cells), (Some(1), 2, 1));
        let shares = [most.area_fraction, most.flagged_area_fraction, most.residents_fraction, most.incidents_fraction];
        assert_eq!(shares, [Some(0.5), Some(0.5), Some(0.4), Some(0.6)]);
        assert_eq!(most.flagged_incidents_fraction, Some(0.75));
        assert!((most.flagged_to_residents.unwrap() - 1.25).abs() < 1e-12);
        assert!((most.flagged_to_incidents.unwrap() - 0.5 / 0.6).abs() < 1e-12);
        assert_eq!((found.unknown.decile, found.unknown.cells, found.unknown.flagged_to_residents), (None, 1, None));
    }

    #[test]
    fn shares_add_up_to_one() {
        let found = shares(&ground(), &[&[0, 1], &[1, 3]]);
        let all = || found.deciles.iter().chain([&found.unknown]);
        let flagged: f64 = all().filter_map(|share| share.flagged_area_fraction).sum();
        let incidents: f64 = all().filter_map(|share| share.incidents_fraction).sum();
        assert!((flagged - 1.0).abs() < 1e-12 && (incidents - 1.0).abs() < 1e-12);
        assert_eq!(all().map(|share| share.flagged_cells).sum::<usize>(), 4);
    }

    #[test]
    fn the_same_period_twice_has_the_same_shares() {
        let (once, twice) = (shares(&ground(), &[&[0, 3]]), shares(&ground(), &[&[0, 3], &[3, 0]]));
        for (one, two) in once.deciles.iter().zip(&twice.deciles) {
            assert_eq!(one.flagged_area_fraction, two.flagged_area_fraction);
            assert_eq!(one.flagged_incidents_fraction, two.flagged_incidents_fraction);
        }
    }

    #[test]
    fn nothing_is_known() {
        let ground = EquityGround { residents: None, ..ground() };
        let unflagged = EquitySums::new(&ground).shares().deciles[0];
        assert_eq!((unflagged.flagged_area_fraction, unflagged.residents_fraction), (None, None));
        assert_eq!(unflagged.incidents_fraction, None);
    }
}
