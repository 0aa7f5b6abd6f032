use geo_types::Polygon;
use h3o::{CellIndex, LatLng, Resolution};

use super::content::Content;
use super::error::LedgerError;
use super::place::{Ranks, cell_keys, cells_fingerprint};
use crate::forecast::{BLOCKS, Shift, ShiftProfile, hours_in_blocks};
use crate::index::{FINEST, Index};
use crate::space::{Grid, GridChoice, LngLat, cell_centre, cell_polygon};

/// A forecast on its cells, ready to be drawn and asked.
#[derive(Debug)]
pub struct View {
    id: u32,
    content: Content,
    shapes: Shapes,
    area_km2: Vec<f64>,
    profile: Option<ShiftProfile>,
    hours: [f64; BLOCKS],
}

/// Where cells are.
#[derive(Debug)]
enum Shapes {
    /// By the cells' own names.
    Hex {
        cells: Vec<CellIndex>,
        resolution: Resolution,
    },
    Square(Grid),
}

/// Whose expectation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    Ours,
    /// The best plain count on the past of the forecast.
    Plain,
}

/// Expected incidents a cell, of one model and of the whole period or one shift of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// The model's.
    pub expected: Vec<f32>,
    /// The plain count's.
    pub plain: Vec<f32>,
    pub ranks: Ranks,
    pub plain_ranks: Ranks,
    /// Expected incidents per km² from which a cell is in the top 20, 10, 5, 2 and 1 % of the cells, as far as they differ; none of nothing.
    pub classes: Vec<Class>,
}

/// A class of cells by their rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    pub top_fraction: f64,
    pub from_per_km2: f64,
}

const TOP_FRACTIONS: [f64; 5] = [0.2, 0.1, 0.05, 0.02, 0.01];

impl View {
    /// The forecast of number `id` on the cells that it was made for. Hexagons are known by their names; squares are those of the index's
    /// study area, which must not have changed.
    pub fn new(id: u32, content: Content, index: &Index) -> Result<Self, LedgerError> {
        let damaged = |what| LedgerError::Damaged { id, what };
        let grid: GridChoice = content.header.grid.parse().map_err(|_| damaged("its grid cannot be read"))?;
        let shapes = match grid {
            GridChoice::Hex(resolution) => {
                let cells = content.numbers.cells.iter().map(|&key| CellIndex::try_from(key));
                let cells = cells.collect::<Result<_, _>>().map_err(|_| damaged("its cells cannot be read"))?;
                Shapes::Hex { cells, resolution }
            }
            GridChoice::Square(_) => {
                let grid = grid.over(index.study_area())?;
                if cells_fingerprint(&cell_keys(&grid)) != content.header.cells_fingerprint {
                    return Err(LedgerError::OtherCells);
                }
                Shapes::Square(grid)
            }
        };
        let area_km2 = match &shapes {
            Shapes::Hex { cells, .. } => cells.iter().map(|cell| cell.area_km2()).collect(),
            Shapes::Square(grid) => (0..grid.len()).map(|row| grid.area_km2(row)).collect(),
        };
        let profile = content.header.shifts.clone();
        let profile = profile.and_then(|prior| ShiftProfile::from_parts(prior, content.numbers.blocks.clone()));
        let hours = hours_in_blocks(content.header.window(), index.incidents().zone());
        Ok(Self { id, content, shapes, area_km2, profile, hours })
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn content(&self) -> &Content {
        &self.content
    }

    pub fn len(&self) -> usize {
        self.area_km2.len()
    }

    /// Never, since a study area has some extent.
    pub fn is_empty(&self) -> bool {
        self.area_km2.is_empty()
    }

    pub fn area_km2(&self, row: usize) -> f64 {
        self.area_km2[row]
    }

    /// The row of the cell that holds a place.
    pub fn row_of(&self, place: LngLat) -> Option<usize> {
        match &self.shapes {
            Shapes::Hex { cells, resolution } => {
                // As incidents are counted: in the ancestor of their finest cell, which may not be the cell that is drawn over them.
                let finest = h3(place)?.to_cell(FINEST.max(*resolution));
                cells.binary_search(&finest.parent(*resolution)?).ok()
            }
            Shapes::Square(grid) => grid.row_of(place),
        }
    }

    pub fn polygon(&self, row: usize) -> Polygon<f64> {
        match &self.shapes {
            Shapes::Hex { cells, .. } => cell_polygon(cells[row]),
            Shapes::Square(grid) => grid.polygon(row),
        }
    }

    pub fn centre(&self, row: usize) -> LngLat {
        match &self.shapes {
            Shapes::Hex { cells, .. } => cell_centre(cells[row]),
            Shapes::Square(grid) => grid.centre(row),
        }
    }

    /// An H3 index, or a square's column and line.
    pub fn name(&self, row: usize) -> String {
        let key = self.content.numbers.cells[row];
        match &self.shapes {
            Shapes::Hex { cells, .. } => cells[row].to_string(),
            Shapes::Square(_) => format!("{},{}", (key >> 32) as u32 as i32, key as u32 as i32),
        }
    }

    /// The H3 cell of a coarser `resolution` that a cell is added up to; `None` where the cells themselves are no finer.
    pub fn coarser(&self, row: usize, resolution: Resolution) -> Option<CellIndex> {
        match &self.shapes {
            Shapes::Hex { cells, resolution: own } if *own > resolution => cells[row].parent(resolution),
            Shapes::Hex { .. } => None,
            Shapes::Square(grid) => {
                let is_coarser = resolution.area_km2() > 2.0 * grid.area_km2(row);
                if is_coarser { Some(h3(grid.centre(row))?.to_cell(resolution)) } else { None }
            }
        }
    }

    /// Whether its own cells are as large as H3 cells of `resolution`, or larger.
    pub fn is_coarser_than(&self, resolution: Resolution) -> bool {
        match &self.shapes {
            Shapes::Hex { resolution: own, .. } => *own <= resolution,
            Shapes::Square(_) => self.area_km2.first().is_some_and(|own| *own >= resolution.area_km2()),
        }
    }

    /// Whether the data told hours.
    pub fn knows_shifts(&self) -> bool {
        self.profile.is_some()
    }

    /// The part of a cell's risk that comes in a shift, 0..=1, and that of all cells' incidents; `None` where the data told no hours.
    pub fn shift_fractions(&self, row: usize, shift: &Shift) -> Option<(f64, f64)> {
        let profile = self.profile.as_ref()?;
        let own = shift.share_of(&profile.block_shares(row, &self.hours));
        Some((own, shift.share_of(&profile.county_block_shares(&self.hours))))
    }

    /// What is expected over the whole period, or in one shift; `None` for a shift where the data told no hours. A plain count is spread over
    /// the week as all incidents are.
    pub fn surface(&self, shown: Shown, shift: Option<&Shift>) -> Option<Surface> {
        let numbers = &self.content.numbers;
        let plain = numbers.plain(&self.content.header.plain).unwrap_or(&numbers.risk);
        let (expected, plain): (Vec<f32>, Vec<f32>) = match shift {
            None => (numbers.risk.clone(), plain.to_vec()),
            Some(shift) => {
                let profile = self.profile.as_ref()?;
                let county = shift.share_of(&profile.county_block_shares(&self.hours));
                let share = |row| shift.share_of(&profile.block_shares(row, &self.hours));
                let ours = numbers.risk.iter().enumerate().map(|(row, risk)| (f64::from(*risk) * share(row)) as f32);
                (ours.collect(), plain.iter().map(|risk| (f64::from(*risk) * county) as f32).collect())
            }
        };
        let of_classes = if shown == Shown::Ours { &expected } else { &plain };
        let classes =
            classes(of_classes.iter().zip(&self.area_km2).map(|(risk, area)| f64::from(*risk) / area).collect());
        Some(Surface { ranks: Ranks::of(&expected), plain_ranks: Ranks::of(&plain), expected, plain, classes })
    }
}

/// Lower ends of the classes, ascending. Where fewer cells than a class wants expect anything, all of them are in it.
fn classes(mut per_km2: Vec<f64>) -> Vec<Class> {
    per_km2.sort_unstable_by(|a, b| b.total_cmp(a));
    let (all, expecting) = (per_km2.len() as f64, per_km2.partition_point(|risk| *risk > 0.0));
    let mut classes: Vec<Class> = Vec::new();
    for top_fraction in TOP_FRACTIONS {
        let wanted = ((top_fraction * all).round() as usize).max(1);
        let (cells, top_fraction) =
            if wanted > expecting { (expecting, expecting as f64 / all) } else { (wanted, top_fraction) };
        let Some(&from_per_km2) = cells.checked_sub(1).and_then(|last| per_km2.get(last)) else { continue };
        if from_per_km2 > classes.last().map_or(0.0, |last| last.from_per_km2) {
            classes.push(Class { top_fraction, from_per_km2 });
        }
    }
    classes
}

fn h3(place: LngLat) -> Option<LatLng> {
    LatLng::new(place.lat(), place.lng()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_by_hand() {
        let top = |per_km2: Vec<f64>| {
            classes(per_km2).iter().map(|it| (it.top_fraction, it.from_per_km2)).collect::<Vec<_>>()
        };
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(top(hundred), [(0.2, 81.0), (0.1, 91.0), (0.05, 96.0), (0.02, 99.0), (0.01, 100.0)]);
        assert_eq!(top(vec![0.0, 0.0, 0.0, 0.0, 0.0, 3.0]), [(0.2, 3.0)], "ties and nothing make no class");
        let mut few = vec![0.0; 98];
        few.extend([1.0, 2.0]);
        assert_eq!(top(few), [(0.02, 1.0), (0.01, 2.0)], "two cells are all there is");
        assert!(top(vec![0.0; 9]).is_empty() && top(Vec::new()).is_empty());
    }
}
