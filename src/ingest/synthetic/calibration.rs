use super::published::{AsbType, JUNE_TO_MAY, PolicingArea, YEARS};

/// Months of the county's history, from April 2015 to March 2021.
pub(super) const MONTHS: usize = 12 * YEARS.len();
/// The fitting stops changing the counts by the hundredth round; measured, see the test.
const ROUNDS: usize = 100;
/// Share of a type's yearly incidents by calendar month from January, mean 1. Typical of England: summer evenings.
const SEASONS: [[f64; 12]; 3] = [
    [0.85, 0.85, 0.95, 1.04, 1.10, 1.12, 1.20, 1.18, 1.04, 1.06, 0.88, 0.73],
    [0.90, 0.90, 1.00, 1.05, 1.10, 1.13, 1.13, 1.10, 1.00, 0.98, 0.90, 0.81],
    [0.95, 0.92, 0.98, 1.00, 1.04, 1.05, 1.08, 1.06, 1.00, 1.00, 0.96, 0.96],
];

/// How many incidents of each type each policing area has in each month: `[type][area][month]`.
pub(super) type MonthlyCounts = Vec<Vec<Vec<u32>>>;

/// Spreads the published totals over months and areas so that all of them hold.
///
/// Years to March by type are met exactly, years to May by type and area within 1 %. The two overlap, so the months in
/// between follow from both: iterative proportional fitting of a seasonal, steadily falling start (Deming and Stephan 1940,
/// doi:10.1214/aoms/1177731829), then rounding that carries its remainder on.
pub(super) fn monthly_counts() -> MonthlyCounts {
    AsbType::ALL.into_iter().map(|kind| round_by_year(&fit(kind), kind)).collect()
}

/// `[area][month]`, not rounded.
fn fit(kind: AsbType) -> Vec<Vec<f64>> {
    let shares = area_shares(kind);
    let mut cells: Vec<Vec<f64>> =
        shares.iter().map(|share| (0..MONTHS).map(|month| share * expected(kind, month)).collect()).collect();
    for _ in 0..ROUNDS {
        for (ending, by_type) in JUNE_TO_MAY {
            for (area, &target) in by_type[kind as usize].iter().enumerate() {
                scale(&mut cells[area..=area], june_to_may(ending), f64::from(target));
            }
        }
        for (year, published) in YEARS.iter().enumerate() {
            scale(&mut cells, 12 * year..12 * (year + 1), f64::from(published.of_type(kind)));
        }
    }
    cells
}

/// A seasonal month of the straight line between the middles of the published years.
fn expected(kind: AsbType, month: usize) -> f64 {
    let level = |year: usize| f64::from(YEARS[year].of_type(kind)) / 12.0;
    let at = ((month as f64 + 0.5) / 12.0 - 0.5).clamp(0.0, (YEARS.len() - 1) as f64);
    let before = (at as usize).min(YEARS.len() - 2);
    let trend = level(before) + (at - before as f64) * (level(before + 1) - level(before));
    trend * SEASONS[kind as usize][calendar_month(month)]
}

/// 0 for January; month 0 of the history is April.
pub(super) fn calendar_month(month: usize) -> usize {
    (month + 3) % 12
}

fn area_shares(kind: AsbType) -> [f64; 3] {
    let sums = PolicingArea::ALL
        .map(|area| JUNE_TO_MAY.iter().map(|(_, counts)| f64::from(counts[kind as usize][area as usize])).sum::<f64>());
    let all: f64 = sums.iter().sum();
    sums.map(|sum| sum / all)
}

/// The months from June of the year before `ending` to its May.
fn june_to_may(ending: i16) -> std::ops::Range<usize> {
    let years = usize::from(ending.abs_diff(YEARS[0].ending));
    let june = 12 * years + 2;
    june..june + 12
}

fn scale(cells: &mut [Vec<f64>], months: std::ops::Range<usize>, target: f64) {
    let sum: f64 = cells.iter().flat_map(|row| &row[months.clone()]).sum();
    for cell in cells.iter_mut().flat_map(|row| &mut row[months.clone()]) {
        *cell *= target / sum;
    }
}

/// Whole numbers whose sum over a year is the published one.
fn round_by_year(cells: &[Vec<f64>], kind: AsbType) -> Vec<Vec<u32>> {
    let mut rounded = vec![vec![0; MONTHS]; cells.len()];
    for (year, published) in YEARS.iter().enumerate() {
        let target = f64::from(published.of_type(kind));
        let (mut sum, mut given) = (0.0, 0.0);
        for (row, whole) in cells.iter().zip(&mut rounded) {
            for month in 12 * year..12 * (year + 1) {
                sum += row[month];
                let next = f64::min(sum.round(), target);
                whole[month] = (next - given) as u32;
                given = next;
            }
        }
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_sum_holds() {
        let counts = monthly_counts();
        for kind in AsbType::ALL {
            for (year, published) in YEARS.iter().enumerate() {
                let made: u32 = counts[kind as usize].iter().flat_map(|row| &row[12 * year..12 * (year + 1)]).sum();
                assert_eq!(made, published.of_type(kind), "{kind:?} {}", published.ending);
            }
            for (ending, by_type) in JUNE_TO_MAY {
                for area in PolicingArea::ALL {
                    let target = f64::from(by_type[kind as usize][area as usize]);
                    let made: u32 = counts[kind as usize][area as usize][june_to_may(ending)].iter().sum();
                    let error = (f64::from(made) - target).abs() / target;
                    assert!(error < 0.005, "{kind:?} {area:?} to May {ending}: {made} for {target}");
                }
            }
        }
    }

    #[test]
    fn months_stay_plausible() {
        for row in monthly_counts().iter().flatten() {
            let mean = f64::from(row.iter().sum::<u32>()) / MONTHS as f64;
            assert!(row.iter().all(|&n| f64::from(n) > 0.15 * mean && f64::from(n) < 3.0 * mean), "{row:?}");
        }
    }
}
