/// Points of the curve, the end not counted.
const CURVE_POINTS: usize = 100;

/// How unevenly incidents spread over locations. All numbers are fractions, 0..=1.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    pub incidents: usize,
    /// All locations that could have had an incident, those without one included.
    pub locations: usize,
    /// The smallest share of the locations that holds a quarter of the incidents.
    pub share_for_25_fraction: f64,
    /// The smallest share of the locations that holds half of the incidents.
    pub share_for_50_fraction: f64,
    /// 0: the same everywhere; towards 1: all in one location.
    pub gini: f64,
    /// The first share, of as many locations as the incidents could have reached.
    pub adjusted_share_for_25_fraction: f64,
    /// The second share, of as many locations as the incidents could have reached.
    pub adjusted_share_for_50_fraction: f64,
    /// The Gini coefficient compared with the most even spread that so few incidents allow.
    pub adjusted_gini: f64,
    /// (share of locations, share of incidents) from (0, 0) to (1, 1), the fullest locations first; at most 101 points.
    pub curve: Vec<[f64; 2]>,
}

/// How incidents concentrate: the Lorenz curve from its full end, and the Gini coefficient.
///
/// With n locations, c incidents, and y(i) the share of incidents of the i-th location from the emptiest:
///
/// - Gini G = (2 Σ i y(i) - n - 1) / n
/// - adjusted G' = 1 - max(1, n/c) (1 - G): with fewer incidents than locations most locations must be empty, and G' is 0 when no
///   location has two
/// - share for p: the smallest k whose k fullest locations hold p of the incidents, divided by n; adjusted, by min(n, c)
///
/// `counts` are incidents a location, in any order, zeros left out or not; `locations` is n, at least as many as have an incident
/// (it is raised to that if not). `None` without incidents. Cost: a sort.
///
/// Source: Bernasco W, Steenbeek W (2017), More places than crimes, doi:10.1007/s10940-016-9324-7, as in their R package lorenzgini
/// 0.1.2 with `unbiased = FALSE`. The adjusted shares are ours, by the same argument.
///
/// ```
/// use wherenext::analysis::repeat_locations::concentration;
///
/// // Ten places, eight incidents: lorenzgini gives 0.8 and 0.75.
/// let found = concentration(&[5, 2, 1], 10).expect("there are incidents");
/// assert!((found.gini - 0.8).abs() < 1e-12);
/// assert!((found.adjusted_gini - 0.75).abs() < 1e-12);
/// assert_eq!(found.share_for_50_fraction, 0.1);
/// assert_eq!(found.adjusted_share_for_50_fraction, 0.125);
/// ```
pub fn concentration(counts: &[usize], locations: usize) -> Option<Concentration> {
    let mut counts: Vec<usize> = counts.iter().copied().filter(|&count| count > 0).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let incidents: usize = counts.iter().sum();
    if incidents == 0 {
        return None;
    }
    let locations = locations.max(counts.len());
    let reachable = locations.min(incidents) as f64;
    let (n, c) = (locations as f64, incidents as f64);
    let ranked: f64 = counts.iter().enumerate().map(|(at, &count)| (locations - at) as f64 * count as f64).sum();
    let gini = (2.0 * ranked / c - n - 1.0) / n;
    let quarter = fullest_with(&counts, incidents.div_ceil(4)) as f64;
    let half = fullest_with(&counts, incidents.div_ceil(2)) as f64;
    Some(Concentration {
        incidents,
        locations,
        share_for_25_fraction: quarter / n,
        share_for_50_fraction: half / n,
        gini,
        adjusted_share_for_25_fraction: quarter / reachable,
        adjusted_share_for_50_fraction: half / reachable,
        adjusted_gini: 1.0 - (n / c).max(1.0) * (1.0 - gini),
        curve: curve(&counts, incidents, locations),
    })
}

/// How many of the fullest locations hold at least `wanted` incidents; `counts` descend.
fn fullest_with(counts: &[usize], wanted: usize) -> usize {
    let mut held = 0;
    for (taken, count) in counts.iter().enumerate() {
        if held >= wanted {
            return taken;
        }
        held += count;
    }
    counts.len()
}

fn curve(counts: &[usize], incidents: usize, locations: usize) -> Vec<[f64; 2]> {
    let step = counts.len().div_ceil(CURVE_POINTS - 1);
    let mut points = vec![[0.0, 0.0]];
    let mut held = 0;
    for (at, &count) in counts.iter().enumerate() {
        held += count;
        let taken = at + 1;
        if taken % step == 0 || taken == counts.len() {
            points.push([taken as f64 / locations as f64, held as f64 / incidents as f64]);
        }
    }
    if counts.len() < locations {
        points.push([1.0, 1.0]);
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assume, proptest};

    use super::*;

    /// Three incidents in ten places, two of them in one: G = (2 (9/3 + 10 · 2/3) - 11) / 10 = 5/6,
    /// G' = 1 - 10/3 · 1/6 = 4/9.
    #[test]
    fn by_hand() {
        let found = concentration(&[1, 0, 2], 10).unwrap();
        assert!((found.gini - 5.0 / 6.0).abs() < 1e-12);
        assert!((found.adjusted_gini - 4.0 / 9.0).abs() < 1e-12);
        assert_eq!((found.share_for_25_fraction, found.share_for_50_fraction), (0.1, 0.1));
        assert!((found.adjusted_share_for_50_fraction - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.curve, [[0.0, 0.0], [0.1, 2.0 / 3.0], [0.2, 1.0], [1.0, 1.0]]);
    }

    /// The examples of R's lorenzgini 0.1.2, `gini(..., unbiased = FALSE)`.
    #[test]
    fn as_the_authors_package() {
        for (counts, plain, adjusted) in [
            (vec![10, 8, 2, 0, 0, 0, 0, 0, 0, 0], 0.78, 0.78),
            (vec![5, 2, 1, 0, 0, 0, 0, 0, 0, 0], 0.8, 0.75),
            (vec![10, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.9, 0.9),
        ] {
            let found = concentration(&counts, counts.len()).unwrap();
            assert!((found.gini - plain).abs() < 1e-12, "{counts:?}: {}", found.gini);
            assert!((found.adjusted_gini - adjusted).abs() < 1e-12, "{counts:?}: {}", found.adjusted_gini);
        }
    }

    #[test]
    fn nobody_one_and_all_alike() {
        assert_eq!(concentration(&[], 10), None);
        assert_eq!(concentration(&[0, 0], 2), None);
        let one = concentration(&[4], 1).unwrap();
        assert_eq!((one.gini, one.adjusted_gini, one.share_for_50_fraction), (0.0, 0.0, 1.0));
        let even = concentration(&[3; 8], 8).unwrap();
        assert!(even.gini.abs() < 1e-12 && even.adjusted_gini.abs() < 1e-12);
        assert_eq!((even.share_for_25_fraction, even.share_for_50_fraction), (0.25, 0.5));
        let sparse = concentration(&[1; 5], 100).unwrap();
        assert!(sparse.gini > 0.9 && sparse.adjusted_gini.abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn order_and_doubling_change_nothing(mut counts in prop::collection::vec(0..50_usize, 1..300)) {
            prop_assume!(counts.iter().sum::<usize>() >= counts.len());
            let found = concentration(&counts, counts.len()).unwrap();
            prop_assert!((0.0..1.0).contains(&(found.gini + 1e-12)));
            prop_assert!(found.curve.len() <= 101 && found.curve.is_sorted());
            counts.reverse();
            prop_assert!(concentration(&counts, counts.len()).unwrap() == found);
            counts.iter_mut().for_each(|count| *count *= 2);
            prop_assert!((concentration(&counts, counts.len()).unwrap().gini - found.gini).abs() < 1e-12);
        }
    }
}
