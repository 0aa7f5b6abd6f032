use crate::analysis::kernel_density::points::Points;
use crate::space::Metres;

/// A standard normal distribution's interquartile range (Silverman 1986, §3.4.1, rounds it so).
const NORMAL_IQR: f64 = 1.34;
/// Terrell's constant against the normal distribution's: (d R / V)^(1/6) with d = 2 axes, R = 1 / 4π the integral of the squared
/// Gaussian, and V = 16 Γ(5) · 2 · 4 / (10⁴ π) (Terrell 1990, theorem 4).
const OVERSMOOTHING: f64 = 1.084_571_36;

/// How far points spread, from which rules of thumb find a bandwidth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Number of points.
    n: f64,
    /// Standard deviation along each axis, n - 1 in the denominator.
    sd: [f64; 2],
    /// Interquartile range along each axis, quartiles interpolated linearly.
    iqr: [f64; 2],
}

impl Spread {
    /// `None` where the points do not spread along both axes.
    ///
    /// Cost: linear in the points.
    pub fn of(points: &Points<'_>) -> Option<Self> {
        let (x, y): (Vec<f32>, Vec<f32>) = points.located().unzip();
        let sd = [deviation(&x), deviation(&y)];
        let spreads = x.len() > 1 && sd.iter().all(|sd| *sd > 0.0);
        spreads.then(|| Self { n: x.len() as f64, sd, iqr: [interquartile_range(x), interquartile_range(y)] })
    }

    /// The bandwidth that is best for one normal cloud of points.
    ///
    /// b = √(s_x s_y) n^(-1/6), s being standard deviations.
    ///
    /// Source: Scott D W (1992), Multivariate Density Estimation, equation 6.44, doi:10.1002/9780470316849; the geometric mean
    /// makes one number of the two axes, as spatstat's `bw.scott(isotropic = TRUE)` does.
    pub fn scott(&self) -> Metres {
        Metres((self.sd[0] * self.sd[1]).sqrt() * self.per_n())
    }

    /// Scott's rule with a spread that far-off points do not widen.
    ///
    /// b = min(s, q / 1.34) n^(-1/6), s being the mean of the standard deviations, q that of the interquartile ranges. Where half of
    /// the points share a coordinate, s alone.
    ///
    /// Source: Silverman B W (1986), Density Estimation for Statistics and Data Analysis, §3.4.1 for the spread and equation 4.14 for
    /// two dimensions. With standard deviations alone it would be Scott's rule. sparr's `NS`.
    pub fn silverman(&self) -> Metres {
        Metres(self.robust() * self.per_n())
    }

    /// The widest bandwidth that any density with this spread could ask for.
    ///
    /// b = 1.0846 times [`silverman`](Self::silverman)'s.
    ///
    /// Source: Terrell G R (1990), The maximal smoothing principle in density estimation, doi:10.1080/01621459.1990.10476223.
    /// sparr's `OS`.
    pub fn oversmoothing(&self) -> Metres {
        Metres(OVERSMOOTHING * self.robust() * self.per_n())
    }

    fn per_n(&self) -> f64 {
        self.n.powf(-1.0 / 6.0)
    }

    fn robust(&self) -> f64 {
        let mean = |of: [f64; 2]| (of[0] + of[1]) / 2.0;
        let quartiles = mean(self.iqr) / NORMAL_IQR;
        if quartiles > 0.0 { mean(self.sd).min(quartiles) } else { mean(self.sd) }
    }
}

fn deviation(values: &[f32]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / n;
    let squares: f64 = values.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum();
    (squares / (n - 1.0)).sqrt()
}

fn interquartile_range(mut values: Vec<f32>) -> f64 {
    quantile(&mut values, 0.75) - quantile(&mut values, 0.25)
}

/// Interpolated linearly between the two values next to rank `fraction` (n - 1); there is at least one value.
fn quantile(values: &mut [f32], fraction: f64) -> f64 {
    let rank = fraction * (values.len() - 1) as f64;
    let (_, &mut low, above) = values.select_nth_unstable_by(rank as usize, f32::total_cmp);
    let high = above.iter().copied().min_by(f32::total_cmp).unwrap_or(low);
    f64::from(low) + rank.fract() * (f64::from(high) - f64::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::uniform;
    use crate::space::Planar;

    fn spread(places: &[(f32, f32)]) -> Option<Spread> {
        let (x, y): (Vec<f32>, Vec<f32>) = places.iter().copied().unzip();
        Spread::of(&Points { origin: Planar { x: 0.0, y: 0.0 }, x: &x, y: &y, selection: None })
    }

    /// x = 0, 1, 2, 3, 4: variance 2.5, quartiles 1 and 3; y twice that. 5^(-1/6) = 0.76472.
    #[test]
    fn five_points_by_hand() {
        let spread = spread(&[(0.0, 8.0), (1.0, 0.0), (2.0, 2.0), (3.0, 4.0), (4.0, 6.0)]).unwrap();
        let (s, factor) = (2.5_f64.sqrt(), 5.0_f64.powf(-1.0 / 6.0));
        assert!((spread.scott().0 - s * 2.0_f64.sqrt() * factor).abs() < 1e-12);
        // Mean interquartile range 3, and 3 / 1.34 = 2.2388 is less than the mean deviation 2.3717.
        assert!((spread.silverman().0 - 3.0 / 1.34 * factor).abs() < 1e-12);
        assert!((spread.oversmoothing().0 / spread.silverman().0 - 1.084_57).abs() < 1e-5);
    }

    #[test]
    fn scale_and_shift() {
        let mut random = uniform(12);
        let places: Vec<(f32, f32)> = (0..500).map(|_| (random() as f32 * 100.0, random() as f32 * 50.0)).collect();
        let other: Vec<(f32, f32)> = places.iter().rev().map(|(x, y)| (4.0 * x + 512.0, 4.0 * y - 256.0)).collect();
        let (one, four) = (spread(&places).unwrap(), spread(&other).unwrap());
        // The columns are in single precision.
        assert!((four.scott().0 / one.scott().0 - 4.0).abs() < 1e-5);
        assert!((four.silverman().0 / one.silverman().0 - 4.0).abs() < 1e-5);
    }

    #[test]
    fn far_off_points_widen_scott_alone() {
        let mut places: Vec<(f32, f32)> = (0..100).map(|k| ((k % 10) as f32, (k / 10) as f32)).collect();
        let before = spread(&places).unwrap();
        places.push((10_000.0, 10_000.0));
        let after = spread(&places).unwrap();
        assert!(after.scott().0 > 100.0 * before.scott().0);
        assert!(after.silverman().0 < 1.5 * before.silverman().0);
    }

    #[test]
    fn nothing_to_measure() {
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[(1.0, 2.0)]), None);
        assert_eq!(spread(&[(1.0, 2.0), (1.0, 5.0)]), None);
        assert_eq!(spread(&[(f32::NAN, 2.0), (1.0, 5.0)]), None);
        // More than half share both coordinates: the quartiles say nothing.
        let stacked = spread(&[(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (9.0, 9.0)]).unwrap();
        assert_eq!(stacked.silverman(), stacked.scott());
    }
}
