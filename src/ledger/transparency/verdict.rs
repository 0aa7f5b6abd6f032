use super::facts::{Performance, PlainCount};

/// Fewer periods say nothing of which is better.
const LEAST_PERIODS: usize = 8;

impl Performance {
    /// Whether the interval of the ratio lies above 1 over periods enough.
    pub fn is_ahead(&self) -> bool {
        self.periods >= LEAST_PERIODS && self.plain.as_ref().and_then(|plain| plain.low) > Some(1.0)
    }

    /// Whether it caught more than the best plain count, in one sentence.
    pub fn verdict(&self) -> String {
        let Some(plain) = &self.plain else { return "There was no plain count beside it.".to_owned() };
        let at = &self.coverage;
        match (plain.low, plain.high) {
            _ if self.periods < LEAST_PERIODS => {
                format!("At {at}: {} periods are too few to tell the two apart.", self.periods)
            }
            _ if self.is_ahead() => format!(
                "At {at}: it caught more than the plain count ({}), and chance does not explain the difference.",
                plain.name
            ),
            (_, Some(high)) if high < 1.0 => {
                format!("At {at}: the plain count ({}) caught more. Use the plain count instead.", plain.name)
            }
            (Some(_), Some(_)) => format!(
                "At {at}: no better and no worse than the plain count ({}) as far as these periods can tell.",
                plain.name
            ),
            _ => format!("At {at}: the difference from the plain count ({}) has no interval.", plain.name),
        }
    }
}

impl PlainCount {
    /// "1.062 (1.013 to 1.118)".
    pub fn ratio_in_words(&self) -> String {
        match (self.ratio, self.low.zip(self.high)) {
            (Some(ratio), Some((low, high))) => format!("{ratio:.3} ({low:.3} to {high:.3})"),
            (Some(ratio), None) => format!("{ratio:.3}"),
            (None, _) => "not known".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_decides() {
        let verdict = |periods, low, high| {
            let plain = PlainCount {
                name: "count-all".to_owned(),
                hit_rate: Some(0.2),
                pai: Some(20.0),
                ratio: Some(1.1),
                low,
                high,
            };
            let coverage = "1 % of the ground".to_owned();
            let performance = Performance {
                coverage,
                periods,
                hit_rate: Some(0.22),
                pai: Some(22.0),
                plain: Some(plain),
                most_hit_rate: None,
            };
            performance.verdict()
        };
        assert!(verdict(52, Some(1.01), Some(1.2)).contains("caught more than the plain count (count-all)"));
        assert!(verdict(52, Some(0.9), Some(0.99)).contains("Use the plain count instead"));
        assert!(verdict(52, Some(0.9), Some(1.2)).contains("no better and no worse"));
        assert!(verdict(7, Some(1.01), Some(1.2)).contains("7 periods are too few"));
        assert!(verdict(52, None, None).contains("no interval"));
    }
}
