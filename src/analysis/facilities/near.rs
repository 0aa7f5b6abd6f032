use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::curve::{Facilities, of_class};
use crate::analysis::finding::Evidence;
use crate::analysis::progress::{Cancelled, Progress};
use crate::index::{Index, Selection};
use crate::space::{LngLat, Metres, NamedPlace, PlaceSet, Planar};

/// A venue's pavement and the one across the street.
pub const DEFAULT_REACH: Metres = Metres(50.0);
const LEAST_M: f64 = 1.0;
const MOST_M: f64 = 1000.0;
/// Incidents that a thread looks at between two looks at whether anybody still waits.
const PIECE: usize = 8192;

/// How far from a place its incidents lie, 1 m to 1,000 m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach(Metres);

#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("places reach {0} m; it must be {LEAST_M} m to {MOST_M} m")]
pub struct ReachError(f64);

/// How unevenly the selected incidents spread among the known places of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct FacilitiesNear {
    /// Of the one class, or of none where no incident lies near; its ranks are positions in `places`.
    pub facilities: Facilities,
    pub class: String,
    pub reach: Reach,
    /// The places of the class in the study area; those at the same point are one.
    pub places: Vec<NamedPlace>,
}

impl Reach {
    pub fn new(reach: Metres) -> Result<Self, ReachError> {
        if (LEAST_M..=MOST_M).contains(&reach.0) { Ok(Self(reach)) } else { Err(ReachError(reach.0)) }
    }

    pub fn metres(self) -> Metres {
        self.0
    }
}

/// The J-curve of the known places of one class, each with the selected incidents that lie near it.
///
/// An incident within `reach` (inclusive, on the flat map) of a place is counted for the nearest one; of places equally near, for the one
/// that was given first. Places outside the study area are left out, places at the same point are one. All places of the class count, those
/// without any incident too: here they are known, unlike in [`facilities`](fn@super::facilities). For the curve and the 80/20 rule see there.
///
/// Incidents without a place, or near none, are [`Facilities::without_class`]. Cost: a look into an R-tree of the places for each located
/// incident, on all cores.
///
/// Source: Clarke R V, Eck J E (2007), Understanding Risky Facilities, Problem-Oriented Guides for Police, tool guide 6.
pub fn facilities_near(
    index: &Index,
    selection: &Selection,
    set: &PlaceSet,
    reach: Reach,
    progress: &Progress,
) -> Result<FacilitiesNear, Cancelled> {
    let places = distinct(index, set);
    let counts = counts(index, selection, &places, reach, progress)?;
    let near: usize = counts.iter().sum();
    let ranked = counts.into_iter().enumerate().collect();
    let facilities = Facilities {
        evidence: Evidence::of(index, selection),
        classes: of_class(set.class(), ranked, selection.len()).into_iter().collect(),
        without_class: selection.len() - near,
    };
    Ok(FacilitiesNear { facilities, class: set.class().to_owned(), reach, places })
}

/// The places in the study area, one a point, in their order.
fn distinct(index: &Index, set: &PlaceSet) -> Vec<NamedPlace> {
    let mut at: FxHashMap<(u64, u64), usize> = FxHashMap::default();
    let mut places: Vec<NamedPlace> = Vec::new();
    let mut names: Vec<Vec<&str>> = Vec::new();
    for named in set.places().iter().filter(|named| index.study_area().contains(named.place)) {
        let point = (named.place.lng().to_bits(), named.place.lat().to_bits());
        let position = *at.entry(point).or_insert_with(|| {
            places.push(NamedPlace { name: None, place: named.place });
            names.push(Vec::new());
            places.len() - 1
        });
        names[position].extend(named.name.as_deref());
    }
    places.iter_mut().zip(names).for_each(|(place, names)| place.name = joined(&names));
    places
}

fn joined(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some((*one).to_owned()),
        [first, others @ ..] => Some(format!("{first} and {} more at this point", others.len())),
    }
}

/// How many selected incidents are counted for each place.
fn counts(
    index: &Index,
    selection: &Selection,
    places: &[NamedPlace],
    reach: Reach,
    progress: &Progress,
) -> Result<Vec<usize>, Cancelled> {
    let incidents = index.incidents();
    let at = |place: LngLat| incidents.projection().forward(place);
    let tree = places.iter().enumerate().map(|(number, named)| {
        let at = at(named.place);
        GeomWithData::new([at.x, at.y], number)
    });
    let tree = RTree::bulk_load(tree.collect());
    let rows: Vec<usize> = selection.rows().collect();
    progress.begin(rows.len() as u64);
    let near = rows.par_chunks(PIECE).map(|piece| {
        let near = piece.iter().filter_map(|&row| nearest(&tree, incidents.planar(row)?, reach)).collect();
        progress.advance(piece.len() as u64).map(|()| near)
    });
    let near: Vec<Vec<usize>> = near.collect::<Result<_, _>>()?;
    let mut counts = vec![0; places.len()];
    near.into_iter().flatten().for_each(|number| counts[number] += 1);
    Ok(counts)
}

fn nearest(tree: &RTree<GeomWithData<[f64; 2], usize>>, from: Planar, reach: Reach) -> Option<usize> {
    let distance = |place: &&GeomWithData<[f64; 2], usize>| {
        let [x, y] = *place.geom();
        (x - from.x).powi(2) + (y - from.y).powi(2)
    };
    let near = tree.locate_within_distance([from.x, from.y], reach.0.0.powi(2));
    let nearest = near.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.data.cmp(&b.data)));
    nearest.map(|place| place.data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{incident, index, place, uniform};

    const REACH: Reach = Reach(Metres(50.0));

    fn set(places: &[(&str, f64, f64)]) -> PlaceSet {
        let named = |&(name, lng, lat): &(&str, f64, f64)| NamedPlace {
            name: Some(name.to_owned()),
            place: LngLat::new(lng, lat).unwrap(),
        };
        PlaceSet::new("pub".to_owned(), places.iter().map(named).collect()).unwrap()
    }

    fn found(incidents: &[(f64, f64)], set: &PlaceSet) -> FacilitiesNear {
        let rows: Vec<_> =
            (0..).zip(incidents).map(|(at, &(lng, lat))| incident(at, Some(place(lng, lat)), i64::from(at))).collect();
        let index = index(&rows);
        facilities_near(&index, &Selection::all(rows.len()), set, REACH, &Progress::new()).unwrap()
    }

    /// A degree of latitude is 111 km: 0.0001 are 11 m.
    #[test]
    fn by_hand() {
        let pubs =
            set(&[("A", 0.3, 51.7), ("B", 0.3, 51.7005), ("C", 0.4, 51.7), ("D", 0.4, 51.7), ("Far", 1.5, 51.7)]);
        // Four at A, one nearer to B though within reach of both, one at none.
        let incidents =
            [(0.3, 51.7), (0.3, 51.7001), (0.3, 51.6999), (0.3, 51.7002), (0.3, 51.7003), (0.3, 51.7), (0.35, 51.7)];
        let found = found(&incidents, &pubs);
        assert_eq!(found.places.len(), 3, "two share a point, one lies outside the study area");
        assert_eq!(found.places[2].name.as_deref(), Some("C and 1 more at this point"));
        let class = &found.facilities.classes[0];
        assert_eq!((class.places, class.incidents, found.facilities.without_class), (3, 6, 1));
        assert_eq!(class.ranked, [(0, 5), (1, 1)]);
        assert!((class.share_for_80_fraction - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_permutation_of_the_incidents_changes_nothing() {
        let mut next = uniform(7);
        let pubs: Vec<(&str, f64, f64)> = (0..40).map(|_| ("P", 0.3 + 0.01 * next(), 51.7 + 0.01 * next())).collect();
        let mut incidents: Vec<(f64, f64)> = (0..400).map(|_| (0.3 + 0.01 * next(), 51.7 + 0.01 * next())).collect();
        let first = found(&incidents, &set(&pubs));
        incidents.reverse();
        assert_eq!(found(&incidents, &set(&pubs)).facilities.classes, first.facilities.classes);
        // By brute force.
        let near = incidents.iter().filter(|&&(lng, lat)| {
            let at = |lng: f64, lat: f64| {
                crate::index::fixture::index(&[]).incidents().projection().forward(place(lng, lat))
            };
            let here = at(lng, lat);
            pubs.iter().any(|&(_, lng, lat)| at(lng, lat).distance(here).0 <= 50.0)
        });
        assert_eq!(first.facilities.classes[0].incidents, near.count());
    }

    #[test]
    fn nothing_is_near_nothing() {
        let none = found(&[(0.3, 51.7)], &set(&[]));
        assert_eq!((none.facilities.classes.len(), none.facilities.without_class, none.places.len()), (0, 1, 0));
        assert!(none.reading().statement.contains("no place of the class pub"), "{}", none.reading().statement);
        let far = found(&[(0.3, 51.7)], &set(&[("A", 0.4, 51.7)]));
        assert!(far.reading().statement.starts_with("None of these incidents lies within 50 m"));
        assert_eq!(found(&[], &set(&[("A", 0.4, 51.7)])).facilities.classes.len(), 0);
        assert!(Reach::new(Metres(0.5)).is_err() && Reach::new(Metres(f64::NAN)).is_err());
        assert_eq!(Reach::new(DEFAULT_REACH), Ok(REACH));
    }
}
