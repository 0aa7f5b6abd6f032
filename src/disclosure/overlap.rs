use super::agreement::Agreement;
use super::rules::Rules;
use super::terms::Terms;
use crate::index::CategoryChoice;

/// Two sets of rules about the same incidents in other groups. Whoever sees both can subtract: what is left out of the finer groups
/// is the difference to the coarser ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    pub first: String,
    pub second: String,
    /// Whether the same people may see both without talking to anybody: every partner may also read as a viewer.
    pub with_viewers: bool,
}

/// The pairs of rules that give more together than each alone.
pub fn combinations(rules: &Rules) -> Vec<Combination> {
    let all: Vec<&Agreement> = rules.viewer().into_iter().chain(rules.agreements()).map(AsRef::as_ref).collect();
    let mut found = Vec::new();
    for (at, first) in all.iter().enumerate() {
        for second in &all[at + 1..] {
            if tell_more_together(first.terms(), second.terms()) {
                let name = |agreement: &Agreement| agreement.written().name.clone();
                let with_viewers = first.written().agency.is_none();
                found.push(Combination { first: name(first), second: name(second), with_viewers });
            }
        }
    }
    found
}

fn tell_more_together(first: &Terms, second: &Terms) -> bool {
    let groups = |terms: &Terms| (terms.place.clone(), terms.period, terms.threshold, terms.fields.clone());
    let covers = |one: &CategoryChoice, other: &CategoryChoice| match (one, other) {
        (CategoryChoice::Kind(kind), CategoryChoice::Kind(other)) => kind == other,
        (CategoryChoice::Kind(kind), CategoryChoice::Class(class))
        | (CategoryChoice::Class(class), CategoryChoice::Kind(kind)) => class.kind() == *kind,
        (CategoryChoice::Class(class), CategoryChoice::Class(other)) => class == other,
    };
    let share_categories = first.categories.iter().any(|one| second.categories.iter().any(|other| covers(one, other)));
    let other_groups = groups(first) != groups(second) || first.sources != second.sources;
    share_categories && other_groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(viewer_place: &str, categories: &str) -> Rules {
        let terms = |place: &str, categories: &str| {
            format!(
                "name = \"{place}\"\npurpose = \"p\"\nlegal_basis = \"l\"\nversion = \"1\"\nperiod = \"month\"\nplace = \"{place}\"\n\
                 categories = [\"{categories}\"]\n"
            )
        };
        let (viewer, partner) = (terms(viewer_place, "asb"), terms("hex:8", categories));
        Rules::read(&format!("[viewer]\n{viewer}[[agreement]]\nagency = \"A\"\n{partner}")).unwrap()
    }

    #[test]
    fn coarser_and_finer_cells_can_be_subtracted() {
        let found = combinations(&rules("hex:7", "asb/nuisance"));
        assert_eq!(found.len(), 1);
        assert!(found[0].with_viewers);
        assert!(combinations(&rules("hex:8", "asb/nuisance")).is_empty(), "the same groups");
        assert!(combinations(&rules("hex:7", "fire")).is_empty(), "other incidents");
    }
}
