/// Cuts a series of counts into stretches of one level each: the cut with the least sum of deviance and penalty.
///
/// A stretch with counts `y` and exposures `e` costs `-2 (Y ln(Y/E) - Y) / φ`, twice the negative logarithm of its likelihood under one
/// Poisson rate, but for what all cuts share; `Y` and `E` are its sums, `φ` the `dispersion` (variance over mean, at least 1). Each cut
/// costs `penalty` more, and no stretch is shorter than `shortest` steps.
///
/// Returns where each stretch but the first begins, ascending; none for a series shorter than two stretches. Cost: n² (the recursion of
/// Jackson et al.; PELT's pruning gives the same cut, and saves nothing worth having on some hundred months).
///
/// Jackson, B. et al. (2005), An algorithm for optimal partitioning of data on an interval, doi:10.1109/LSP.2001.838216; Killick, R. et al.
/// (2012), Optimal detection of changepoints with a linear computational cost, doi:10.1080/01621459.2012.737745.
pub fn segments(counts: &[f64], exposures: &[f64], dispersion: f64, penalty: f64, shortest: usize) -> Vec<usize> {
    let n = counts.len();
    let (all, exposed) = (running_sum(counts), running_sum(exposures));
    let cost = |from: usize, to: usize| {
        let (count, exposure) = (all[to] - all[from], exposed[to] - exposed[from]);
        let log_likelihood = if count > 0.0 { count * (count / exposure).ln() - count } else { 0.0 };
        -2.0 * log_likelihood / dispersion
    };
    // The least cost of the first `to` steps, and where its last stretch begins.
    let mut best: Vec<Option<(f64, usize)>> = vec![None; n + 1];
    best[0] = Some((-penalty, 0));
    for to in shortest.max(1)..=n {
        let candidates =
            (0..=to - shortest.max(1)).filter_map(|from| Some((best[from]?.0 + cost(from, to) + penalty, from)));
        best[to] = candidates.min_by(|a, b| a.0.total_cmp(&b.0));
    }
    let mut starts = Vec::new();
    let mut at = n;
    while let Some((_, from)) = best[at].filter(|&(_, from)| from > 0) {
        starts.push(from);
        at = from;
    }
    starts.reverse();
    starts
}

fn running_sum(values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for value in values {
        sum += value;
        sums.push(sum);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let counts = [10., 10., 10., 40., 40., 40., 40.];
        // Cut: 2 (30 ln 10 + 160 ln 40); whole: 2 · 190 ln(190/7). The difference is 64.2.
        let gain = 2.0 * (30.0 * 10_f64.ln() + 160.0 * 40_f64.ln() - 190.0 * (190.0_f64 / 7.0).ln());
        assert_eq!(segments(&counts, &[1.0; 7], 1.0, gain - 0.01, 2), [3]);
        assert!(segments(&counts, &[1.0; 7], 1.0, gain + 0.01, 2).is_empty());
        assert!(segments(&counts, &[1.0; 7], 2.0, gain - 0.01, 2).is_empty());
        // Exposure explains it all.
        assert!(segments(&counts, &[1., 1., 1., 4., 4., 4., 4.], 1.0, 1.0, 2).is_empty());
    }

    /// ruptures 1.1.10, `Pelt` with the same cost as a custom class, in tests/reference/trends.py.
    #[test]
    fn as_ruptures() {
        for (dispersion, penalty, expected) in
            [(38.0, 12.4, vec![4, 7, 13]), (38.0, 3.0, vec![4, 7, 13, 16]), (113.0, 12.4, vec![7])]
        {
            assert_eq!(segments(&ESSEX, &[1.0; 22], dispersion, penalty, 3), expected, "{dispersion} {penalty}");
        }
    }

    /// Anti-social behaviour by month in Essex (data.police.uk, OGL v3), March 2021 to March 2022 and January to September 2025.
    const ESSEX: [f64; 22] = [
        5236., 4368., 3753., 4065., 3045., 2775., 2616., 1568., 1709., 1679., 1761., 1764., 2180., 948., 935., 1204.,
        1246., 1425., 1422., 1595., 1424., 1157.,
    ];

    #[test]
    fn short_and_empty() {
        assert!(segments(&[], &[], 1.0, 1.0, 3).is_empty());
        assert!(segments(&[1., 90., 1., 90., 1.], &[1.0; 5], 1.0, 0.0, 3).is_empty());
        assert!(segments(&[0.0; 12], &[1.0; 12], 1.0, 1.0, 3).is_empty());
    }

    #[test]
    fn backwards_the_same_cut() {
        let counts = [12., 15., 11., 14., 30., 33., 29., 31., 28., 9., 8., 10., 11.];
        let back: Vec<f64> = counts.iter().rev().copied().collect();
        let mirrored: Vec<usize> = segments(&back, &[1.0; 13], 1.0, 8.0, 3).iter().rev().map(|at| 13 - at).collect();
        assert_eq!(segments(&counts, &[1.0; 13], 1.0, 8.0, 3), mirrored);
        assert_eq!(mirrored, [4, 9]);
    }
}
