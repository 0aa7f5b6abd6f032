use super::classes::PlaceClasses;
use crate::analysis::finding::Evidence;
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::repeat_locations::{Concentration, RepeatLocations, concentration};
use crate::index::{Index, Selection};

/// The share of the incidents that the 80/20 rule speaks of.
const MOST: f64 = 0.8;
/// The share of the places that it speaks of.
const FEW: f64 = 0.2;

/// How unevenly the selected incidents spread within each class of place.
#[derive(Clone, Debug, PartialEq)]
pub struct Facilities {
    pub evidence: Evidence,
    /// The class with the most incidents first.
    pub classes: Vec<FacilityClass>,
    /// Selected incidents at places of no known class, or without a place.
    pub without_class: usize,
}

/// One class of place.
#[derive(Clone, Debug, PartialEq)]
pub struct FacilityClass {
    pub name: String,
    /// Places of this class that any incident of the data, selected or not, was at.
    pub places: usize,
    /// Of those, how many had a selected one.
    pub places_with_incidents: usize,
    pub incidents: usize,
    /// Of all selected incidents, 0..=1.
    pub share_fraction: f64,
    /// The smallest share of the places that holds 80 % of the incidents, 0..=1.
    pub share_for_80_fraction: f64,
    /// What the fullest fifth of the places holds, 0..=1.
    pub top_20_holds_fraction: f64,
    /// The J-curve and Gini coefficients.
    pub concentration: Concentration,
    /// Ranks (from 0) in the ranking of all incidents and selected incidents of each place, the fullest first; places without are left
    /// out.
    pub ranked: Vec<(usize, usize)>,
}

/// The J-curve of every class of place.
///
/// The places of a class in descending order of their selected incidents x₁ ≥ x₂ ≥ … ≥ xₙ, n being all places of the class that the data
/// know, hold Σᵢ₌₁ᵏ xᵢ / Σ x of its incidents. The 80/20 rule looks at the smallest k with at least 80 %, and at k = ⌈n / 5⌉.
///
/// `everywhere` is the ranking of all incidents of the index, by key or by point; `classes` are of the same index. A place is of the class
/// that most of its incidents have. Classes without a selected incident are left out. Cost: a pass over the ranking, a sort a class.
///
/// Source: Clarke R V, Eck J E (2007), Understanding Risky Facilities, Problem-Oriented Guides for Police, tool guide 6; Eck J E, Clarke R
/// V, Guerette R T (2007), Risky facilities, Crime Prevention Studies 21, 225-264.
pub fn facilities(
    index: &Index,
    selection: &Selection,
    everywhere: &RepeatLocations,
    classes: &PlaceClasses,
    progress: &Progress,
) -> Result<Facilities, Cancelled> {
    progress.begin(everywhere.len() as u64);
    let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); classes.names().len()];
    for rank in 0..everywhere.len() {
        progress.advance(1)?;
        let rows = everywhere.rows(rank);
        if let Some(class) = classes.of(rows) {
            let count = rows.iter().filter(|&&row| selection.contains(row as usize)).count();
            places[class].push((rank, count));
        }
    }
    let found = classes.names().iter().zip(places).filter_map(|(name, places)| of_class(name, places, selection.len()));
    let mut found: Vec<FacilityClass> = found.collect();
    found.sort_by(|a, b| b.incidents.cmp(&a.incidents).then_with(|| a.name.cmp(&b.name)));
    let held: usize = found.iter().map(|class| class.incidents).sum();
    Ok(Facilities { evidence: Evidence::of(index, selection), classes: found, without_class: selection.len() - held })
}

pub(super) fn of_class(name: &str, mut places: Vec<(usize, usize)>, selected: usize) -> Option<FacilityClass> {
    let known = places.len();
    places.retain(|&(_, count)| count > 0);
    places.sort_by_key(|&(rank, count)| (std::cmp::Reverse(count), rank));
    let counts: Vec<usize> = places.iter().map(|&(_, count)| count).collect();
    let concentration = concentration(&counts, known)?;
    let incidents = concentration.incidents;
    let fullest_fifth: usize = counts.iter().take((FEW * known as f64).ceil() as usize).sum();
    Some(FacilityClass {
        name: name.to_owned(),
        places: known,
        places_with_incidents: places.len(),
        incidents,
        share_fraction: incidents as f64 / selected as f64,
        share_for_80_fraction: places_for(&counts, MOST * incidents as f64) as f64 / known as f64,
        top_20_holds_fraction: fullest_fifth as f64 / incidents as f64,
        concentration,
        ranked: places,
    })
}

/// How many of the fullest places hold at least `wanted` incidents; `counts` descend.
fn places_for(counts: &[usize], wanted: f64) -> usize {
    let mut held = 0;
    let enough = counts.iter().position(|count| {
        held += count;
        held as f64 >= wanted - 1e-9
    });
    enough.map_or(counts.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assume, proptest};

    use super::*;
    use crate::analysis::repeat_locations::{By, repeat_locations};
    use crate::incident::IncidentRow;
    use crate::index::fixture::{incident, index, place};

    /// Car parks with 8, 1 and 1 incidents and two that had only a burglary; a pub with 3; one incident of no class.
    fn found() -> Facilities {
        let mut rows: Vec<IncidentRow> = Vec::new();
        let mut values = Vec::new();
        let places = [("car park", 8), ("car park", 1), ("car park", 1), ("pub", 3), ("", 1)];
        for (at, (class, count)) in places.into_iter().enumerate() {
            for _ in 0..count {
                values.push((rows.len() as u32, class.to_owned()));
                rows.push(incident(rows.len() as u32, Some(place(0.3 + 0.01 * at as f64, 51.7)), rows.len() as i64));
            }
        }
        for at in 5..7 {
            values.push((rows.len() as u32, "car park".to_owned()));
            let mut row = incident(rows.len() as u32, Some(place(0.3 + 0.01 * f64::from(at), 51.7)), rows.len() as i64);
            row.category = 1;
            rows.push(row);
        }
        let index = index(&rows);
        let asb = index.select(&crate::index::Filter::from_query("category=asb").unwrap()).unwrap();
        let everywhere = repeat_locations(&index, &Selection::all(rows.len()), By::Point);
        facilities(&index, &asb, &everywhere, &PlaceClasses::by_value(&index, values), &Progress::new()).unwrap()
    }

    #[test]
    fn by_hand() {
        let found = found();
        assert_eq!(found.without_class, 1);
        let parks = &found.classes[0];
        assert_eq!(
            (parks.name.as_str(), parks.places, parks.places_with_incidents, parks.incidents),
            ("car park", 5, 3, 10)
        );
        assert_eq!((parks.share_for_80_fraction, parks.top_20_holds_fraction), (0.2, 0.8));
        assert!((parks.share_fraction - 10.0 / 14.0).abs() < 1e-12);
        // G of 8, 1, 1, 0, 0: (2 (5·8 + 4 + 3) / 10 - 6) / 5.
        assert!((parks.concentration.gini - 0.68).abs() < 1e-12);
        let pub_ = &found.classes[1];
        assert_eq!((pub_.name.as_str(), pub_.places, pub_.share_for_80_fraction), ("pub", 1, 1.0));
    }

    #[test]
    fn in_words() {
        let reading = found().reading();
        assert_eq!(
            reading.statement,
            "Of 5 places of the class car park, 20 % hold 80 % of its 10 incidents; the fullest fifth holds 80 %."
        );
        assert!(reading.caveat.contains("only 14 incidents"), "{}", reading.caveat);
    }

    #[test]
    fn nothing_has_no_class() {
        let index = index(&[]);
        let none = Selection::all(0);
        let everywhere = repeat_locations(&index, &none, By::Key);
        let classes = PlaceClasses::by_words(&index);
        let found = facilities(&index, &none, &everywhere, &classes, &Progress::new()).unwrap();
        assert_eq!((found.classes.len(), found.without_class), (0, 0));
        assert!(found.reading().statement.contains("no class"));
    }

    #[test]
    fn words_of_the_text() {
        let mut row = incident(1, Some(place(0.3, 51.7)), 0);
        row.location = Some(0);
        let index = index(&[row]);
        // "At a" tells nothing.
        assert_eq!(PlaceClasses::by_words(&index).names(), [] as [String; 0]);
    }

    proptest! {
        #[test]
        fn even_places_need_four_in_five(each in 1..20_usize, places in 1..60_usize) {
            let counts = vec![each; places];
            let needed = places_for(&counts, 0.8 * (each * places) as f64);
            prop_assert!(needed == (4 * places).div_ceil(5));
        }

        #[test]
        fn twice_as_many_incidents_change_no_share(mut counts in prop::collection::vec(0..30_usize, 1..40)) {
            prop_assume!(counts.iter().any(|&count| count > 0));
            let of = |counts: &[usize]| {
                let total = counts.iter().sum();
                of_class("x", counts.iter().copied().enumerate().collect(), total).unwrap()
            };
            let before = of(&counts);
            counts.iter_mut().for_each(|count| *count *= 2);
            let after = of(&counts);
            prop_assert!((before.share_for_80_fraction - after.share_for_80_fraction).abs() < 1e-12);
            prop_assert!((before.top_20_holds_fraction - after.top_20_holds_fraction).abs() < 1e-12);
        }
    }
}
