use super::clusters::SpaceTimeClusters;
use super::parameters::Mode;
use super::scan::Cluster;
use crate::analysis::dated::date_of;
use crate::analysis::finding::{Evidence, Finding, day_in_words, incidents};

/// Above this, chance alone is explanation enough.
const SURPRISING: f64 = 0.05;

impl SpaceTimeClusters {
    /// The strongest cluster in words; `evidence` is that of the same selection.
    pub fn reading(&self, evidence: &Evidence) -> Finding {
        let statement = match self.clusters().first() {
            None => format!(
                "Among {} there is no place and time with more than its usual share.",
                incidents(self.incidents().len())
            ),
            Some(cluster) => self.in_words(cluster),
        };
        let dated = self.incidents();
        let caveat = if dated.window_too_long > dated.len() {
            format!("Only {} could be used: the day of the others is not known.", incidents(dated.len()))
        } else {
            evidence.caveat()
        };
        Finding { statement, caveat }
    }

    fn in_words(&self, cluster: &Cluster) -> String {
        let (from, to) = self.days(cluster);
        let date = |day| date_of(day).map_or_else(String::new, day_in_words);
        let when = if to - from == 1 {
            format!("on {}", date(from))
        } else {
            format!("from {} to {}", date(from), date(to - 1))
        };
        let where_ = match cluster.radius.0 {
            0.0 => "at one place".to_owned(),
            radius_m => format!("within {:.0} m of one place", radius_m.ceil()),
        };
        let what = format!(
            "{} {where_} {when}, where {:.1} would be usual",
            incidents(cluster.cases as usize),
            cluster.expected
        );
        match (cluster.p, cluster.recurrence_interval_days) {
            (Some(p), _) if p > SURPRISING => {
                format!(
                    "Nothing stands out from chance: the strongest gathering was {what}, and chance gives one as strong in {:.0} of 100 tries.",
                    100.0 * p
                )
            }
            (Some(_), Some(days)) if self.parameters().mode() == Mode::Prospective => {
                format!("There were {what}; chance alone would raise such an alarm once in {days:.0} days.")
            }
            (Some(p), _) => {
                let once_in = 1.0 / p;
                format!("There were {what}; chance gives a gathering as strong anywhere once in {once_in:.0} tries.")
            }
            (None, _) => format!("The strongest gathering was {what}; whether chance explains it was not tested."),
        }
    }
}
