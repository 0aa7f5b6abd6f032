use super::curve::{Facilities, FacilityClass};
use super::near::FacilitiesNear;
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

impl FacilitiesNear {
    pub fn reading(&self) -> Finding {
        let nearness = || {
            "An incident is counted for the nearest place, whether the place has to do with it or not: look at what happened before blaming one."
                .to_owned()
        };
        Finding {
            statement: self.statement(),
            caveat: self.facilities.evidence.grave_caveat().unwrap_or_else(nearness),
        }
    }

    fn statement(&self) -> String {
        let (reach, name) = (self.reach.metres().0, &self.class);
        match self.facilities.classes.first() {
            Some(class) => format!(
                "Of {} places of the class {name}, {} hold 80 % of the {} within {reach} m of one; the fullest fifth holds {}.",
                thousands(class.places),
                percent(class.share_for_80_fraction),
                incidents(class.incidents),
                percent(class.top_20_holds_fraction)
            ),
            None if self.places.is_empty() => format!("There is no place of the class {name} in the study area."),
            None => format!("None of these incidents lies within {reach} m of a place of the class {name}."),
        }
    }
}
