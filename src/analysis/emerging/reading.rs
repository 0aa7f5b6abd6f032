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
        let emerging = self.cells.iter().filter(|cell| cell.is_emerging()).count();
        let now = Pattern::ALL.into_iter().filter(|pattern| *pattern != Pattern::Historical).map(hot).sum::<usize>();
        let is = if emerging == 1 { "is" } else { "are" };
        format!(
            "{} of {} cells {is} hot in the last period and new or growing; {} others are hot there without growing, {} of them nearly \
             all the time, and {} are no longer hot.",
            thousands(emerging),
            thousands(self.cells.len()),
            thousands(now - emerging),
            thousands(hot(Pattern::Persistent) + hot(Pattern::Diminishing)),
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
