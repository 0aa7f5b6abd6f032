use super::parameters::Statistic;
use super::spots::HotSpots;
use crate::analysis::finding::{Evidence, Finding, percent, thousands};

impl HotSpots {
    /// The cells in a class that `is_in` accepts, as how many they are and how many incidents lie in them.
    fn tally(&self, is_in: impl Fn(&super::SpotClass) -> bool) -> (usize, f64) {
        let chosen = self.cells.iter().filter(|cell| is_in(&cell.class));
        chosen.fold((0, 0.0), |(cells, incidents), cell| (cells + 1, incidents + cell.count))
    }

    /// What the hot spots say, and what keeps them from saying more.
    pub fn reading(&self, evidence: &Evidence) -> Finding {
        Finding { statement: self.statement(), caveat: self.limit(evidence) }
    }

    fn statement(&self) -> String {
        let (hot, inside) = self.tally(|class| class.is_hot());
        let (cold, _) = self.tally(|class| class.is_cold());
        let all = thousands(self.cells.len());
        let what = if self.is_rate { "higher rates for their residents" } else { "more incidents" };
        if hot == 0 {
            let cold = if cold == 0 { String::new() } else { format!("; {} have fewer", thousands(cold)) };
            return format!("None of {all} cells, with the cells around it, has {what} than chance would give{cold}.");
        }
        let share = if self.incidents == 0 { 0.0 } else { inside / self.incidents as f64 };
        let of_cells = hot as f64 / self.cells.len() as f64;
        let cold = if cold == 0 { String::new() } else { format!(", and {} have fewer", thousands(cold)) };
        format!(
            "{} of {all} cells ({}) have, with the cells around them, {what} than chance would give: {} of all incidents lie in \
             them{cold}.",
            thousands(hot),
            percent(of_cells),
            percent(share),
        )
    }

    fn limit(&self, evidence: &Evidence) -> String {
        if let Some(grave) = evidence.grave_caveat() {
            return grave;
        }
        let asked = self.parameters.get();
        let least_p = 2.0 / (asked.permutations as f64 + 1.0);
        if asked.permutations > 0 && self.p_threshold.is_none() && least_p > asked.discovery_rate / 100.0 {
            return format!(
                "With {} permutations no cell can be surer than p = {least_p:.4}, which is too coarse for this many cells at once: \
                 use more permutations.",
                thousands(asked.permutations)
            );
        }
        match (self.is_rate, asked.statistic) {
            (true, _) => {
                "Residents are spread evenly over their area and visitors are not counted, so a place with few homes and many \
                 visitors looks worse than it is for any one person."
            }
            (false, Statistic::GetisOrd) => {
                "The comparison is with incidents scattered over the whole study area: where many people live or go there is more \
                 of everything, and only what was reported is counted."
            }
            (false, Statistic::LocalMoran) => {
                "A cell is called high or low by the average of the whole study area, fields and water included, and only what was \
                 reported is counted."
            }
        }
        .to_owned()
    }
}
