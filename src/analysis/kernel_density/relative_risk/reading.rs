use super::comparison::Comparison;
use super::parameters::RiskTest;
use super::surface::RelativeRisk;
use crate::analysis::finding::{Evidence, Finding, incidents, percent, thousands};
use crate::analysis::kernel_density::bandwidth::ResolvedBandwidth;
use crate::analysis::kernel_density::reading::area_at;
use crate::index::{Index, Selection};

impl RelativeRisk {
    /// "Ratio of two densities, Gaussian kernels, bandwidth 1000 m, corrected at the study area's edge".
    pub fn method_in_words(&self, bandwidth: &ResolvedBandwidth) -> String {
        let (own, other) = (self.parameters().bandwidth(), self.parameters().comparison_bandwidth());
        let against = if own == other { String::new() } else { format!(" and {} m for the comparison", other.0) };
        format!(
            "Ratio of two densities, Gaussian kernels, bandwidth {}{against}, corrected at the study area's edge",
            bandwidth.in_words()
        )
    }

    /// What it says, in words: how much of the ground stands out, which way, and where most.
    pub fn reading(&self, index: &Index, selection: &Selection, comparison: &Comparison) -> Finding {
        let number = self.n_comparison().round() as usize;
        let with = match comparison {
            Comparison::Incidents(_) => format!("the {} compared with", incidents(number)),
            Comparison::Residents(_) => format!("the {} residents", thousands(number)),
        };
        let these = incidents(self.n() as usize);
        let summary = &self.summary;
        let statement = if summary.judged_fraction == 0.0 {
            format!("Nowhere are there enough of {with} for anything to be said of the {these}.")
        } else if summary.higher_fraction + summary.lower_fraction == 0.0 {
            format!("Nowhere are the {these} more or less common beside {with} than chance explains.")
        } else {
            let most = summary.highest_standing_out.map(|(ratio, place)| {
                let area = area_at(index, place).map(|name| format!(" in {name}")).unwrap_or_default();
                format!(", most{area} with {ratio:.1} times what is usual")
            });
            format!(
                "Beside {with}, the {these} are more common than chance explains on {} of the ground and less common on {}{}.",
                percent(summary.higher_fraction),
                percent(summary.lower_fraction),
                most.unwrap_or_default()
            )
        };
        Finding { statement, caveat: self.caveat(&Evidence::of(index, &selection.and(index.in_study_area()))) }
    }

    fn caveat(&self, evidence: &Evidence) -> String {
        let by_chance = percent(0.05 * self.summary.judged_fraction);
        format!(
            "Each place is judged by itself, so about {by_chance} of the ground would stand out by chance. {}",
            evidence.caveat()
        )
    }
}

impl RiskTest {
    /// For a legend.
    pub fn in_words(self) -> String {
        let each = "each place by itself, two-sided";
        match self {
            Self::Asymptotic => format!("Asymptotic normality of the log ratio (Hazelton and Davies 2009), {each}"),
            Self::RandomLabelling { replicas, seed } => format!("{replicas} random labellings (seed {seed}), {each}"),
        }
    }
}
