/// From one rung to the next. Cubic interpolation between rungs is then within 1e-4 of a kernel's peak.
const STEP: f64 = 1.12;

/// Widths that every bandwidth is made of: `least` · 1.12^k, k = -1, 0, 1, ..
#[derive(Clone, Copy, Debug)]
pub(super) struct Ladder {
    least: f64,
    rungs: usize,
}

/// A bandwidth's share in four rungs that follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shares {
    pub first: usize,
    /// They sum to 1; the outer two are negative or zero.
    pub of: [f32; 4],
}

impl Ladder {
    /// The rungs for bandwidths from `least` to `most`, metres.
    pub fn over(least: f64, most: f64) -> Self {
        Self { least, rungs: ((most / least).log(STEP) + 1e-9).floor() as usize + 4 }
    }

    pub fn len(&self) -> usize {
        self.rungs
    }

    /// In metres, ascending with `rung`.
    pub fn width(&self, rung: usize) -> f64 {
        self.least * STEP.powi(rung as i32 - 1)
    }

    /// How a kernel of `bandwidth` is put together: by cubic interpolation in the logarithm of the width (Lagrange).
    pub fn shares(&self, bandwidth: f64) -> Shares {
        let at = (bandwidth / self.least).log(STEP).clamp(0.0, (self.rungs - 3) as f64);
        let first = (at as usize).min(self.rungs - 4);
        let t = at - first as f64;
        let of = [
            -t * (t - 1.0) * (t - 2.0) / 6.0,
            (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
            -(t + 1.0) * t * (t - 2.0) / 2.0,
            (t + 1.0) * t * (t - 1.0) / 6.0,
        ];
        Shares { first, of: of.map(|share| share as f32) }
    }

    /// The rung at or below `bandwidth`, and how far towards the next it lies, 0..=1.
    pub fn between(&self, bandwidth: f64) -> (usize, f64) {
        let at = (bandwidth / self.least).log(STEP).clamp(0.0, (self.rungs - 3) as f64);
        (at as usize + 1, at.fract())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn height(width: f64, distance: f64) -> f64 {
        (-(distance / width).powi(2) / 2.0).exp() / (width * width)
    }

    #[test]
    fn rungs_make_every_kernel() {
        let ladder = Ladder::over(60.0, 1500.0);
        for step in 0..=2880 {
            let bandwidth = 60.0 + f64::from(step) * 0.5;
            let shares = ladder.shares(bandwidth);
            for tenth in 0..45 {
                let distance = f64::from(tenth) / 10.0 * bandwidth;
                let made: f64 =
                    (0..4).map(|k| f64::from(shares.of[k]) * height(ladder.width(shares.first + k), distance)).sum();
                let error = (made - height(bandwidth, distance)).abs() / height(bandwidth, 0.0);
                assert!(error < 1e-4, "{bandwidth} m at {distance} m: {error}");
            }
        }
    }

    #[test]
    fn one_width_is_a_rung() {
        let ladder = Ladder::over(300.0, 300.0);
        assert_eq!(ladder.len(), 4);
        assert_eq!(ladder.width(1), 300.0);
        assert_eq!(ladder.shares(300.0), Shares { first: 0, of: [0.0, 1.0, 0.0, 0.0] });
        assert_eq!(ladder.between(300.0), (1, 0.0));
    }
}
