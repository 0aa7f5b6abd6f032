use crate::analysis::monotone_root;

/// A rate so low that next to nothing fades within the span, as a part of 1 / span.
const FLAT: f64 = 1e-3;

/// For how long each incident has been watched: up to the reach, and less for those near the end of the data.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    full: f64,
    n_full: f64,
    short: Vec<f64>,
}

impl Spans {
    /// `spans`: days watched after each incident, cut at `full`.
    pub fn new(full: f64, spans: impl Iterator<Item = f64>) -> Self {
        let mut found = Self { full, n_full: 0.0, short: Vec::new() };
        for span in spans {
            if span >= full {
                found.n_full += 1.0;
            } else {
                found.short.push(span.max(0.0));
            }
        }
        found
    }

    pub fn one(full: f64) -> Self {
        Self { full, n_full: 1.0, short: Vec::new() }
    }

    /// The sum of the parts of exp(−rate t), cut at the full span, that lie within each span: how many incidents' worth was watched.
    pub fn watched(&self, rate: f64) -> f64 {
        let within = |span: f64| -(-rate * span).exp_m1();
        self.n_full + self.short.iter().map(|span| within(*span)).sum::<f64>() / within(self.full)
    }

    /// The rate of an exponential, cut at each span, that makes a given mean waiting time most likely: where the mean of those densities,
    /// which falls with the rate, is `mean`. A mean of half the span or more gives a rate near 0.
    pub fn rate_of_mean(&self, mean: f64) -> f64 {
        let lowest = FLAT / self.full;
        if mean <= 0.0 {
            return 1e6 / self.full;
        }
        if self.mean(lowest) <= mean {
            return lowest;
        }
        let root = monotone_root(|log_rate| mean - self.mean(log_rate.exp()), -mean.ln(), 0.25);
        root.map_or(lowest, |log_rate| log_rate.exp().max(lowest))
    }

    fn mean(&self, rate: f64) -> f64 {
        // ∫ t rate exp(−rate t) dt over a span is (1 − exp(−rate span)) / rate − span exp(−rate span).
        let within = |span: f64| -(-rate * span).exp_m1();
        let left = |span: f64| span * (-rate * span).exp();
        let all = self.n_full * within(self.full) + self.short.iter().map(|span| within(*span)).sum::<f64>();
        let beyond = self.n_full * left(self.full) + self.short.iter().map(|span| left(*span)).sum::<f64>();
        1.0 / rate - beyond / all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_found_from_its_mean() {
        let spans = Spans::new(28.0, [28.0, 30.0, 28.0, 10.0, 3.0, 0.0].into_iter());
        for rate in [0.02, 0.2, 2.0] {
            assert!((spans.rate_of_mean(spans.mean(rate)) / rate - 1.0).abs() < 1e-6);
        }
        // Far from the end the mean is that of the plain exponential.
        assert!((Spans::one(1e4).mean(0.2) - 5.0).abs() < 1e-9);
        assert!((Spans::one(28.0).watched(0.2) - 1.0).abs() < 1e-12);
        assert!((Spans::new(28.0, [28.0, 5.0].into_iter()).watched(1.0) - 1.993_262_053).abs() < 1e-6);
    }

    #[test]
    fn means_that_no_rate_has() {
        let spans = Spans::one(28.0);
        assert_eq!(spans.rate_of_mean(20.0), 1e-3 / 28.0);
        assert!(spans.rate_of_mean(0.0) > 1e4);
    }
}
