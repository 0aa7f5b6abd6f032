use serde::Serialize;

/// How much each member says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Blend {
    pub mixture: f64,
    pub boosting: f64,
    pub plain: f64,
}

/// What the members say of all cells.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub mixture: Vec<f64>,
    pub boosting: Vec<f64>,
    pub plain: Vec<f64>,
}

impl Blend {
    /// Where nothing could be held back.
    pub(super) const UNTRIED: Self = Self { mixture: 1.0, boosting: 0.0, plain: 0.0 };

    /// Weights that add up to 1, or those of [`Blend::UNTRIED`] where there are none.
    pub(super) fn of(weights: [f64; 3]) -> Self {
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            return Self::UNTRIED;
        }
        let [mixture, boosting, plain] = weights.map(|weight| weight / sum);
        Self { mixture, boosting, plain }
    }

    /// As it is but for the plain count, which says `plain` of all.
    pub(super) fn with_plain(self, plain: f64) -> Self {
        let learned = self.mixture + self.boosting;
        if learned <= 0.0 {
            return Self { mixture: 1.0 - plain, boosting: 0.0, plain };
        }
        let rest = (1.0 - plain) / learned;
        Self { mixture: self.mixture * rest, boosting: self.boosting * rest, plain }
    }

    pub(super) fn risk(self, said: &Said) -> Vec<f64> {
        let cells = said.mixture.iter().zip(&said.boosting).zip(&said.plain);
        cells
            .map(|((mixture, boosting), plain)| self.mixture * mixture + self.boosting * boosting + self.plain * plain)
            .collect()
    }
}
