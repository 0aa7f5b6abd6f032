use std::fmt;
use std::str::FromStr;

use crate::incident::UnknownName;
use crate::space::Metres;

/// A way to find a bandwidth from the incidents themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BandwidthRule {
    /// See [`Spread::scott`](super::Spread::scott).
    Scott,
    /// See [`Spread::silverman`](super::Spread::silverman).
    Silverman,
    /// See [`Spread::oversmoothing`](super::Spread::oversmoothing).
    Oversmoothing,
    /// See [`likelihood_bandwidth`](super::likelihood_bandwidth).
    Likelihood,
}

/// A bandwidth as people ask for it: a number of metres, or the rule that finds one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BandwidthChoice {
    Given(Metres),
    ByRule(BandwidthRule),
}

impl BandwidthRule {
    pub const ALL: [Self; 4] = [Self::Scott, Self::Silverman, Self::Oversmoothing, Self::Likelihood];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Scott => "scott",
            Self::Silverman => "silverman",
            Self::Oversmoothing => "oversmoothing",
            Self::Likelihood => "likelihood",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Scott => "Scott's rule of thumb",
            Self::Silverman => "Silverman's rule of thumb",
            Self::Oversmoothing => "Oversmoothing principle",
            Self::Likelihood => "Likelihood cross-validation",
        }
    }

    /// One sentence: what it is good for.
    pub fn note(self) -> &'static str {
        match self {
            Self::Scott => "Right for one round cloud of incidents; for a county of towns it blurs them together.",
            Self::Silverman => "Like Scott's, but a few far-off incidents do not widen it.",
            Self::Oversmoothing => {
                "As wide as the spread of the incidents can justify: nothing that it still shows is an accident of smoothing."
            }
            Self::Likelihood => {
                "Predicts each incident best from those at other places; it follows streets and estates more closely."
            }
        }
    }
}

impl FromStr for BandwidthRule {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|rule| rule.slug() == name).ok_or_else(|| UnknownName {
            what: "bandwidth",
            name: name.to_owned(),
            known: format!("a number of metres, {}", Self::ALL.map(Self::slug).join(", ")),
        })
    }
}

impl FromStr for BandwidthChoice {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(metres) => Ok(Self::Given(Metres(metres))),
            Err(_not_a_number) => text.parse().map(Self::ByRule),
        }
    }
}

/// As it is written in a command or a query.
impl fmt::Display for BandwidthChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(metres) => write!(formatter, "{}", metres.0),
            Self::ByRule(rule) => formatter.write_str(rule.slug()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_it() {
        assert_eq!("300".parse(), Ok(BandwidthChoice::Given(Metres(300.0))));
        for rule in BandwidthRule::ALL {
            assert_eq!(rule.slug().parse(), Ok(BandwidthChoice::ByRule(rule)));
            assert_eq!(BandwidthChoice::ByRule(rule).to_string(), rule.slug());
        }
        let error = "wide".parse::<BandwidthChoice>().unwrap_err().to_string();
        assert!(error.contains("wide") && error.contains("scott"), "{error}");
    }
}
