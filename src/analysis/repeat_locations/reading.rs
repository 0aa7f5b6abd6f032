use super::concentration::Concentration;
use super::growth::{Growth, Trend};
use super::ranking::RepeatLocations;
use crate::analysis::finding::{Evidence, Finding, percent, thousands};

impl RepeatLocations {
    /// `evidence` is of the selection that was ranked.
    pub fn reading(&self, growth: Option<&Growth>, evidence: Evidence) -> Finding {
        let Some(concentration) = self.concentration() else {
            let caveat = "Without a location incidents cannot be seen to come back to it.".to_owned();
            return Finding { statement: "No incident of this selection has a location.".to_owned(), caveat };
        };
        let half = half_of(&concentration);
        let growing = growth.map_or_else(String::new, moving);
        let caveat = if 2 * evidence.snapped > evidence.incidents {
            "Most of these locations are map points, each of which stands for a street and is not an address."
                .to_owned()
        } else {
            evidence.caveat()
        };
        Finding { statement: format!("{half}{growing}."), caveat }
    }
}

fn half_of(found: &Concentration) -> String {
    let share = percent(found.share_for_50_fraction);
    format!("Half of the incidents happened at {share} of {} locations", thousands(found.locations))
}

fn moving(growth: &Growth) -> String {
    let (up, down) = (growth.with(Trend::Growing), growth.with(Trend::Fading));
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    format!("; {} {} clearly growing and {} {} fading", thousands(up), are(up), thousands(down), are(down))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::repeat_locations::{By, repeat_locations};
    use crate::index::Selection;
    use crate::index::fixture::{incident, index, place};

    #[test]
    fn in_words() {
        let (a, b) = (Some(place(0.3, 51.7)), Some(place(0.4, 51.7)));
        let index = index(&[incident(1, a, 0), incident(2, a, 9), incident(3, b, 20)]);
        let all = Selection::all(3);
        let ranking = repeat_locations(&index, &all, By::Point);
        let reading = ranking.reading(None, Evidence::of(&index, &all));
        assert_eq!(reading.statement, "Half of the incidents happened at 50 % of 2 locations.");
        assert!(reading.caveat.contains("only 3 incidents"));
        let nothing = repeat_locations(&index, &Selection::of_rows(3, []), By::Point);
        assert!(nothing.reading(None, Evidence::of(&index, &all)).statement.contains("No incident"));
    }
}
