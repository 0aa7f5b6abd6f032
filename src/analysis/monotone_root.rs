/// Of the two ends of the bracket, in the unit of the argument: the result is as near to the root as this, relative to its size.
const RELATIVE: f64 = 1e-13;
/// The bracket doubles: a root further away than 2⁶⁰ steps is no number that anybody asks for.
const DOUBLINGS: usize = 60;
/// Illinois needs about ten; a bisection to full precision needs 60.
const STEPS: usize = 200;

/// Where an increasing function is zero: a bracket grown from `start` in steps that double from `step` on, then the Illinois
/// variant of false position.
///
/// `f` is finite and does not decrease. `None` where it has no change of sign within reach. Costs about 15 evaluations.
/// Dowell, M. and Jarratt, P. (1971), A modified regula falsi method for computing the root of an equation, BIT 11, 168-174,
/// doi:10.1007/BF01934364.
pub fn monotone_root(f: impl Fn(f64) -> f64, start: f64, step: f64) -> Option<f64> {
    let (mut low, mut high) = bracket(&f, start, step)?;
    for _ in 0..STEPS {
        if low.1 == 0.0 || high.0 - low.0 <= RELATIVE * high.0.abs().max(1.0) {
            return Some(low.0);
        }
        if high.1 == 0.0 {
            return Some(high.0);
        }
        let secant = high.0 - high.1 * (high.0 - low.0) / (high.1 - low.1);
        let middle = 0.5 * (low.0 + high.0);
        let at = if secant > low.0 && secant < high.0 { secant } else { middle };
        let value = f(at);
        if value <= 0.0 {
            // The end that stays twice counts half: this keeps false position from creeping up on one side.
            low = (at, value);
            high.1 *= 0.5;
        } else {
            high = (at, value);
            low.1 *= 0.5;
        }
    }
    Some(0.5 * (low.0 + high.0))
}

/// Two arguments with their values, the first not above zero and the second not below.
fn bracket(f: &impl Fn(f64) -> f64, start: f64, step: f64) -> Option<((f64, f64), (f64, f64))> {
    let from = (start, f(start));
    let direction = if from.1 > 0.0 { -1.0 } else { 1.0 };
    let mut near = from;
    let mut step = step;
    for _ in 0..DOUBLINGS {
        let at = near.0 + direction * step;
        let far = (at, f(at));
        if far.1 == 0.0 || (far.1 > 0.0) != (from.1 > 0.0) {
            return Some(if direction > 0.0 { (near, far) } else { (far, near) });
        }
        near = far;
        step *= 2.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_on_either_side() {
        for root in [-1234.5, -0.3, 0.0, 7.25, 1e6] {
            let found = monotone_root(|x| (x - root).tanh() + 1e-3 * (x - root), 0.0, 0.5).unwrap();
            assert!((found - root).abs() < 1e-9 * root.abs().max(1.0), "{found} for {root}");
        }
    }

    #[test]
    fn none_without_a_change_of_sign() {
        assert_eq!(monotone_root(|x| 1.0 + 1.0 / (1.0 + (-x).exp()), 0.0, 1.0), None);
    }
}
