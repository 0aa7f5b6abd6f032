use super::curve::{Facilities, FacilityClass};
use crate::analysis::finding::{Finding, incidents, percent, thousands};

/// A class with fewer places says nothing of an uneven spread.
const ENOUGH_PLACES: usize = 5;
/// Above this part of incidents at places of no known class the reader must know of them.
const MANY_WITHOUT: f64 = 0.5;

impl Facilities {
    pub fn reading(&self) -> Finding {
        Finding { statement: self.statement(), caveat: self.caveat() }
    }

    /// Of the class with the most incidents among those with places enough that is not all places alike.
    fn statement(&self) -> String {
        let telling = |class: &&FacilityClass| class.places >= ENOUGH_PLACES;
        match self.classes.iter().find(telling).or(self.classes.first()) {
            Some(class) => format!(
                "Of {} places of the class {}, {} hold 80 % of its {}; the fullest fifth holds {}.",
                thousands(class.places),
                class.name,
                percent(class.share_for_80_fraction),
                incidents(class.incidents),
                percent(class.top_20_holds_fraction)
            ),
            None => "The places of these incidents have no class that their source tells.".to_owned(),
        }
    }

    fn caveat(&self) -> String {
        let all = self.evidence.incidents;
        if all > 0 && self.without_class as f64 > MANY_WITHOUT * all as f64 {
            let share = percent(self.without_class as f64 / all as f64);
            return format!("{share} of the incidents are at places whose class is not known.");
        }
        self.evidence.caveat()
    }
}
