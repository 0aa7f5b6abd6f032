use thiserror::Error;

/// Which question decides whether an area goes up or down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrendTest {
    /// A steady growth over the months of the trend, more scatter than chance allowed for.
    #[default]
    Trend,
    /// The same by ranks: any growth, steady or not.
    MannKendall,
    /// More than in the same period a year ago.
    Change,
    /// More than a year ago when set against the rest of the force.
    RelativeChange,
}

impl TrendTest {
    pub const ALL: [Self; 4] = [Self::Trend, Self::MannKendall, Self::Change, Self::RelativeChange];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::MannKendall => "mann-kendall",
            Self::Change => "change",
            Self::RelativeChange => "relative-change",
        }
    }
}

/// How trends by area are tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaTrendsParameters {
    pub test: TrendTest,
    /// Of the areas called significant, the part that may be so by chance; over 0, at most 0.5.
    pub false_discovery_rate: f64,
    /// How many months, counted back from the end of the window, the trend is looked for in; 6 to 120.
    pub trend_months: usize,
    /// Areas with fewer incidents than this in what the test looks at are not tested; at least 1.
    pub min_incidents: usize,
}

impl Default for AreaTrendsParameters {
    /// Two years, so that a season comes twice; 5 % false discoveries; ten incidents, fewer than which no trend of any likely size shows.
    fn default() -> Self {
        Self { test: TrendTest::Trend, false_discovery_rate: 0.05, trend_months: 24, min_incidents: 10 }
    }
}

/// Parameters that hold what [`AreaTrendsParameters`] says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedAreaTrends(AreaTrendsParameters);

/// What of the parameters is out of range.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum ParametersError {
    #[error("the false discovery rate is over 0 and at most 0.5, not {0}")]
    FalseDiscoveryRate(f64),
    #[error("a trend takes 6 to 120 months, not {0}")]
    TrendMonths(usize),
    #[error("the fewest incidents of a tested area are at least 1")]
    MinIncidents,
}

impl AreaTrendsParameters {
    pub fn check(self) -> Result<CheckedAreaTrends, ParametersError> {
        if !(self.false_discovery_rate > 0.0 && self.false_discovery_rate <= 0.5) {
            return Err(ParametersError::FalseDiscoveryRate(self.false_discovery_rate));
        }
        if !(6..=120).contains(&self.trend_months) {
            return Err(ParametersError::TrendMonths(self.trend_months));
        }
        if self.min_incidents == 0 {
            return Err(ParametersError::MinIncidents);
        }
        Ok(CheckedAreaTrends(self))
    }
}

impl CheckedAreaTrends {
    pub fn get(&self) -> &AreaTrendsParameters {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let with = |change: fn(&mut AreaTrendsParameters)| {
            let mut parameters = AreaTrendsParameters::default();
            change(&mut parameters);
            parameters.check()
        };
        assert!(with(|_| ()).is_ok());
        assert_eq!(with(|it| it.false_discovery_rate = 0.0), Err(ParametersError::FalseDiscoveryRate(0.0)));
        assert_eq!(with(|it| it.trend_months = 5), Err(ParametersError::TrendMonths(5)));
        assert_eq!(with(|it| it.min_incidents = 0), Err(ParametersError::MinIncidents));
    }
}
