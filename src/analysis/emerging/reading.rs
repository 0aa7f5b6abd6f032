use super::cells::EmergingHotSpots;
use super::class::{Direction, EmergingClass, Pattern};
use super::parameters::Null;
use crate::analysis::finding::{Evidence, Finding, thousands};

impl EmergingHotSpots {
    /// The cells of a class.
    pub fn cells_in(&self, class: EmergingClass) -> usize {
        self.cells.iter().filter(|cell| cell.class == Some(class)).count()
    }

    /// What the classes say, and what keeps them from saying more.
    pub fn reading(&self, evidence: &Evidence) -> Finding {
        Finding { statement: self.statement(), caveat: self.limit(evidence) }
    }

    fn statement(&self) -> String {
        let hot = |pattern| self.cells_in(EmergingClass { pattern, direction: Direction::Hot });
        let emerging = hot(Pattern::New) + hot(Pattern::Consecutive) + hot(Pattern::Intensifying);
        let lasting = hot(Pattern::Persistent) + hot(Pattern::Diminishing);
        let off_and_on = hot(Pattern::Sporadic) + hot(Pattern::Oscillating);
        let is = if emerging == 1 { "is a hot spot that is" } else { "are hot spots that are" };
        format!(
            "{} of {} cells {is} new or growing; {} have been hot nearly all the time without growing, {} off and on, and {} are no \
             longer hot.",
            thousands(emerging),
            thousands(self.cells.len()),
            thousands(lasting),
            thousands(off_and_on),
            thousands(hot(Pattern::Historical)),
        )
    }

    fn limit(&self, evidence: &Evidence) -> String {
        evidence.grave_caveat().unwrap_or_else(|| {
            match self.parameters.get().null {
                Null::WholeCube => {
                    "Each period is compared with the whole time, so a season that is busy everywhere makes hot spots too, and only what \
                     was reported is counted."
                }
                Null::Step => {
                    "Each period is compared with itself, so a place can become hot because others grew quieter, and only what was \
                     reported is counted."
                }
            }
            .to_owned()
        })
    }
}
