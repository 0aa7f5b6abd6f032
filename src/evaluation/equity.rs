use serde::Serialize;

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
    pub flagged_cells: usize,
    pub area_fraction: Option<f64>,
    pub flagged_area_fraction: Option<f64>,
    pub residents_fraction: Option<f64>,
    pub incidents_fraction: Option<f64>,
    /// Of the incidents in chosen cells.
    pub flagged_incidents_fraction: Option<f64>,
    /// Flagged ground to residents: over 1 where more of the flagged ground lies than of the residents live.
    pub flagged_to_residents: Option<f64>,
    /// Flagged ground to incidents: over 1 where more of it lies than what happened calls for.
    pub flagged_to_incidents: Option<f64>,
}

/// What the shares are taken of, all `[n_cells]`.
#[derive(Clone, Copy, Debug)]
pub struct EquityInput<'a> {
    pub area_km2: &'a [f64],
    /// 1 (most deprived) to 10; anything else counts as not known.
    pub decile: &'a [Option<f64>],
    /// Empty where nobody counted them.
    pub residents: &'a [Option<f64>],
    /// Incidents of the period, or of all scored periods.
    pub incidents: &'a [f64],
}

#[derive(Clone, Copy, Default)]
struct Sums {
    cells: usize,
    flagged_cells: usize,
    area: f64,
    flagged_area: f64,
    residents: f64,
    incidents: f64,
    flagged_incidents: f64,
}

/// Shares of the flagged ground, the residents and the incidents by deprivation decile.
///
/// `chosen` are rows; a cell in several periods may be there several times and counts each time. A forecast that follows incidents alone
/// flags each decile's ground as its incidents lie; what flags more than that in the most deprived deciles needs a reason. Cost: n_cells.
pub fn equity(input: EquityInput<'_>, chosen: &[usize]) -> Equity {
    const UNKNOWN: usize = 0;
    let decile_of = |row: usize| match input.decile[row] {
        Some(decile) if (1.0..=10.0).contains(&decile) => decile.round() as usize,
        _ => UNKNOWN,
    };
    let mut sums = [Sums::default(); 11];
    for row in 0..input.area_km2.len() {
        let sum = &mut sums[decile_of(row)];
        sum.cells += 1;
        sum.area += input.area_km2[row];
        sum.residents += input.residents.get(row).copied().flatten().unwrap_or(0.0);
        sum.incidents += input.incidents[row];
    }
    for &row in chosen {
        let sum = &mut sums[decile_of(row)];
        sum.flagged_cells += 1;
        sum.flagged_area += input.area_km2[row];
        sum.flagged_incidents += input.incidents[row];
    }
    let share = |decile: usize| share_of(decile, &sums);
    Equity { deciles: (1..=10).map(share).collect(), unknown: share(UNKNOWN) }
}

fn share_of(decile: usize, sums: &[Sums]) -> DecileShare {
    let own = &sums[decile];
    let fraction = |of: fn(&Sums) -> f64| {
        let whole: f64 = sums.iter().map(of).sum();
        (whole > 0.0).then(|| of(own) / whole)
    };
    let flagged_area_fraction = fraction(|sums| sums.flagged_area);
    let residents_fraction = fraction(|sums| sums.residents);
    let incidents_fraction = fraction(|sums| sums.incidents);
    let to = |whole: Option<f64>| Some(flagged_area_fraction? / whole.filter(|whole| *whole > 0.0)?);
    DecileShare {
        decile: (decile > 0).then_some(decile as u8),
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

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: EquityInput<'_> = EquityInput {
        area_km2: &[0.1; 4],
        decile: &[Some(1.0), Some(1.0), Some(10.0), None],
        residents: &[Some(30.0), Some(10.0), Some(60.0), None],
        incidents: &[6.0, 0.0, 2.0, 2.0],
    };

    #[test]
    fn by_hand() {
        let found = equity(INPUT, &[0, 2]);
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
        let found = equity(INPUT, &[0, 1, 1, 3]);
        let all = found.deciles.iter().chain([&found.unknown]);
        let flagged: f64 = all.clone().filter_map(|share| share.flagged_area_fraction).sum();
        let incidents: f64 = all.filter_map(|share| share.incidents_fraction).sum();
        assert!((flagged - 1.0).abs() < 1e-12 && (incidents - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_known() {
        let empty = EquityInput { area_km2: &[], decile: &[], residents: &[], incidents: &[] };
        let found = equity(empty, &[]);
        assert_eq!((found.deciles.len(), found.unknown.area_fraction), (10, None));
        let unflagged = equity(EquityInput { residents: &[], ..INPUT }, &[]);
        assert_eq!((unflagged.deciles[0].flagged_area_fraction, unflagged.deciles[0].residents_fraction), (None, None));
    }
}
