use super::irls::{Coefficients, Observations, RegressionError, regress};

const MOST_ROUNDS: usize = 20;

/// Groups' levels that change by less than this part are found.
const TOLERANCE: f64 = 1e-4;

/// The slopes that tell how the counts of each group are spread over its rows, whatever the group's level: Poisson regression with an intercept
/// a group, which are the multinomial's slopes.
///
/// `groups`: the group of each row, from 0. Levels and slopes are found in turn: a group's exposures are multiplied until it expects what was
/// counted, then [`regress`] is done again. Each turn makes the counts likelier. A group without counts says nothing, and its rows must not be
/// among them. The intercept is that of exposures so multiplied, close to 0. Cost: as `regress`, some three to six times. Source: Baker 1994, The
/// multinomial-Poisson transformation, doi:10.2307/2348134.
pub(super) fn regress_within(
    observations: &Observations<'_>,
    groups: &[u32],
    ridge: f64,
) -> Result<Coefficients, RegressionError> {
    let n_groups = groups.iter().max().map_or(0, |last| *last as usize + 1);
    let mut exposures = observations.exposures.to_vec();
    let mut coefficients = regress(observations, ridge)?;
    for _ in 0..MOST_ROUNDS {
        let mut levels = vec![(0.0, 0.0); n_groups];
        for (row, group) in groups.iter().enumerate() {
            let values = &observations.rows[row * observations.columns..(row + 1) * observations.columns];
            let eta: f64 = values.iter().zip(&coefficients.slopes).map(|(value, slope)| value * slope).sum();
            let (counted, expected) = &mut levels[*group as usize];
            *counted += observations.weights[row] * observations.counts[row];
            *expected += observations.weights[row] * exposures[row] * (coefficients.intercept + eta).exp();
        }
        let factors: Vec<f64> =
            levels.iter().map(|(counted, expected)| if *expected > 0.0 { counted / expected } else { 1.0 }).collect();
        if factors.iter().all(|factor| (factor - 1.0).abs() < TOLERANCE) {
            break;
        }
        exposures.iter_mut().zip(groups).for_each(|(exposure, group)| *exposure *= factors[*group as usize]);
        coefficients = regress(&Observations { exposures: &exposures, ..*observations }, ridge)?;
    }
    Ok(coefficients)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_other_levels_by_hand() {
        // 1 to 3 in one group and 20 to 60 in the other: the slope is ln 3 in both.
        let observations = Observations {
            rows: &[0.0, 1.0, 0.0, 1.0],
            columns: 1,
            counts: &[1.0, 3.0, 20.0, 60.0],
            exposures: &[1.0; 4],
            weights: &[1.0; 4],
        };
        let found = regress_within(&observations, &[0, 0, 1, 1], 0.0).unwrap();
        assert!((found.slopes[0] - 3.0_f64.ln()).abs() < 1e-8, "{found:?}");
    }

    /// statsmodels 0.15.0, GLM(counts, [five dummies of i div 24, x1, x2], family=Poisson(), offset=ln exposures).fit(tol=1e-14), on the rows of
    /// `irls`.
    #[test]
    fn agrees_with_statsmodels() {
        let (rows, counts, exposures) = super::super::irls::tests::made();
        let observations =
            Observations { rows: &rows, columns: 2, counts: &counts, exposures: &exposures, weights: &[1.0; 120] };
        let groups: Vec<u32> = (0..120).map(|row| row / 24).collect();
        let found = regress_within(&observations, &groups, 0.0).unwrap();
        // Levels are found to 1e-4, which moves the slopes by less.
        for (ours, theirs) in found.slopes.iter().zip([1.326_194_15, 0.798_121_73]) {
            assert!((ours - theirs).abs() < 1e-4, "{found:?}");
        }
    }

    #[test]
    fn a_groups_level_does_not_matter() {
        let (rows, counts, exposures) = super::super::irls::tests::made();
        let groups: Vec<u32> = (0..120).map(|row| row / 40).collect();
        let slopes = |exposures: &[f64]| {
            let observations =
                Observations { rows: &rows, columns: 2, counts: &counts, exposures, weights: &[1.0; 120] };
            regress_within(&observations, &groups, 2.0).unwrap().slopes
        };
        let other: Vec<f64> =
            exposures.iter().zip(&groups).map(|(one, group)| one * f64::from(3 + 5 * group)).collect();
        for (one, two) in slopes(&exposures).into_iter().zip(slopes(&other)) {
            assert!((one - two).abs() < 1e-3, "{one} {two}");
        }
    }

    #[test]
    fn nothing_counted() {
        let nothing = Observations { rows: &[], columns: 1, counts: &[], exposures: &[], weights: &[] };
        assert_eq!(regress_within(&nothing, &[], 1.0), Err(RegressionError::NothingCounted));
    }
}
