use super::incomplete_beta::incomplete_beta;
use super::intervals::Confidence;
use super::monotone_root::monotone_root;

/// How often chance gives Student's t with `degrees` of freedom at least as far from 0 as `t`, on either side.
///
/// p = I_x(ν/2, ½) with x = ν / (ν + t²), 0..=1; `degrees` is over 0. Student (1908), The probable error of a mean, Biometrika 6, 1-25,
/// doi:10.1093/biomet/6.1.1.
pub fn two_sided_t_p(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    incomplete_beta(0.5 * degrees, 0.5, degrees / (degrees + square), square / (degrees + square))
}

/// How many standard errors to either side an interval of this confidence reaches when the error is itself estimated with `degrees`
/// of freedom: 2.07 for 95 % and 22.
pub fn t_deviate(confidence: Confidence, degrees: f64) -> f64 {
    let outside = 1.0 - confidence.fraction();
    monotone_root(|log_t| outside - two_sided_t_p(log_t.exp(), degrees), 0.0, 1.0)
        .expect("p falls from 1 to 0 as t grows, and the confidence lies between")
        .exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1: `2 * t.sf(x, df)` and `t.ppf(0.975, df)`; with one degree p is 1 - 2 atan(t) / π.
    #[test]
    fn tails() {
        assert!((two_sided_t_p(1.0, 1.0) - 0.5).abs() < 1e-14);
        assert!((two_sided_t_p(2.3, 22.0) - 0.031_308_685_019_725_93).abs() < 1e-12);
        assert!((t_deviate(Confidence::P95, 22.0) - 2.073_873_067_904_025_4).abs() < 1e-10);
        assert_eq!(two_sided_t_p(0.0, 5.0), 1.0);
        assert_eq!(two_sided_t_p(f64::INFINITY, 5.0), 0.0);
    }
}
