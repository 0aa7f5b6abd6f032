use h3o::CellIndex;

use super::error::ProtectError;
use super::fingerprint::fingerprint;
use super::groups::{ByName, Group, Key, Keys, NONE};
use super::terms::{DisclosedField, DisclosedPlace, Terms};
use crate::incident::{Dictionaries, IncidentRow, Incidents, IncidentsBuilder, Precision, Provenance};
use crate::index::Index;
use crate::space::{LngLat, StudyArea, cell_centre};
use crate::time::{Periods, TimeWindow};

/// What stands in for the agencies where the terms do not name them.
const ANY_SOURCE: &str = "not disclosed";

/// A copy of the data that holds nothing but what is disclosed.
#[derive(Debug)]
pub struct Protected {
    pub index: Index,
    /// A digest of everything that can be seen of it: the same copy has the same one, whatever changed in what is not disclosed.
    pub fingerprint: String,
    pub kept: Kept,
}

/// How much of the data a protected copy holds. For the operator: to a partner, the difference between two such numbers is a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Incidents that the terms are about, in periods that are released.
    pub covered: usize,
    pub disclosed: usize,
    pub groups: usize,
    pub groups_disclosed: usize,
}

/// Whence the study area comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// From a layer of areas, which are public.
    Layer,
    /// Drawn around the incidents: it tells where the outermost are, and is drawn anew around what is disclosed.
    Drawn,
}

/// The protected copy of `index` under `terms` at `now` (UTC seconds).
///
/// An incident's time becomes the window of its release period, its place the middle of its cell (or its area), and everything else is
/// left out that the terms do not name. Incidents that are alike in all of this are a group; groups of fewer than the threshold are
/// left out whole. So every row of the copy equals at least threshold − 1 others in every column (k-anonymity, Sweeney 2002,
/// doi:10.1142/S0218488502001648), and whatever is computed from the copy is a function of counts that are 0 or at least the threshold:
/// no filter, zoom, format or difference of answers gives more. Periods that the data or the clock have not passed, the delay included,
/// are not released.
///
/// The rows are numbered anew, in the order of what is disclosed. Names (categories, agencies, outcomes) that no row has left are gone.
///
/// Cost: a sort of the covered incidents, and the building of an index; about a second for a million incidents and two layers.
pub fn protect(index: &Index, terms: &Terms, ground: Ground, now: i64) -> Result<Protected, ProtectError> {
    let incidents = index.incidents();
    let layer = match &terms.place {
        DisclosedPlace::Cell(_) => None,
        DisclosedPlace::Area(name) => Some(index.layer(name).ok_or_else(|| ProtectError::NoLayer(name.to_owned()))?),
    };
    let nothing = TimeWindow::new(0, 1).expect("a second is a window");
    let span = incidents.span().unwrap_or(nothing);
    let released = terms.period.released(span, terms.delay_days, now.min(span.end()), incidents.zone());
    let names = incidents.dictionaries();
    let keys = Keys {
        index,
        terms,
        released: &released,
        layer,
        categories: ByName::of(&names.categories),
        sources: ByName::of(&names.sources),
        outcomes: ByName::of(&names.outcomes),
    };
    let mut groups = keys.groups();
    let covered = groups.iter().map(|group| group.incidents).sum();
    let before = groups.len();
    groups.retain(|group| group.incidents >= terms.threshold as usize);
    let disclosed = groups.iter().map(|group| group.incidents).sum();
    let kept = Kept { covered, disclosed, groups: before, groups_disclosed: groups.len() };
    let copy = Copy { index, terms, layer, released: &released, groups: &groups };
    let (copied, study_area) = copy.write(&keys, ground)?;
    let index = Index::build(copied, index.layers().to_vec(), study_area);
    Ok(Protected { fingerprint: fingerprint(&index), index, kept })
}

/// What a protected copy is written from.
struct Copy<'a> {
    index: &'a Index,
    terms: &'a Terms,
    layer: Option<usize>,
    released: &'a Periods,
    groups: &'a [Group],
}

impl Copy<'_> {
    fn write(&self, keys: &Keys<'_>, ground: Ground) -> Result<(Incidents, StudyArea), ProtectError> {
        let places: Vec<Option<LngLat>> = self.groups.iter().map(|group| self.place(&group.key)).collect();
        let study_area = match ground {
            Ground::Layer => self.index.study_area().clone(),
            Ground::Drawn => StudyArea::around_any(places.iter().flatten().copied())?,
        };
        let names = self.index.incidents().dictionaries();
        let categories = Left::of(&keys.categories, self.groups.iter().map(|group| Some(group.key.category)));
        let sources = Left::of(&keys.sources, self.groups.iter().map(|group| Some(group.key.source)));
        let outcomes = Left::of(&keys.outcomes, self.groups.iter().map(|group| group.key.outcome()));
        let mut builder = IncidentsBuilder::with_capacity(self.groups.iter().map(|group| group.incidents).sum());
        let mut id = 0;
        for (group, &place) in self.groups.iter().zip(&places) {
            let key = &group.key;
            for _ in 0..group.incidents {
                id += 1;
                builder.push(IncidentRow {
                    id,
                    when: self.released.window(usize::from(key.period)),
                    place,
                    precision: self.precision(key),
                    location: None,
                    area_code: self.layer.filter(|_| key.place != NONE).map(|_| key.place as u16),
                    category: categories.position(key.category),
                    source: if self.names_sources() { sources.position(key.source) } else { 0 },
                    provenance: Provenance::ALL[usize::from(key.provenance)],
                    attended: (key.attended > 0).then_some(key.attended == 2),
                    repeat: false,
                    vulnerable: false,
                    outcome: key.outcome().map(|outcome| outcomes.position(outcome)),
                });
            }
        }
        let dictionaries = Dictionaries {
            categories: categories.names(&names.categories),
            sources: if self.names_sources() { sources.names(&names.sources) } else { vec![ANY_SOURCE.to_owned()] },
            outcomes: outcomes.names(&names.outcomes),
            area_codes: self.area_codes(),
            locations: Vec::new(),
        };
        let zone = self.index.incidents().zone().clone();
        Ok((builder.build(dictionaries, zone, study_area.projection().clone())?, study_area))
    }

    fn names_sources(&self) -> bool {
        self.terms.fields.contains(&DisclosedField::Source)
    }

    fn place(&self, key: &Key) -> Option<LngLat> {
        self.cell(key).map(cell_centre)
    }

    fn cell(&self, key: &Key) -> Option<CellIndex> {
        match self.terms.place {
            DisclosedPlace::Cell(resolution) => self.index.cells().at(resolution)?.get(key.place as usize).copied(),
            DisclosedPlace::Area(_) => None,
        }
    }

    fn precision(&self, key: &Key) -> Precision {
        match self.terms.place {
            _ if key.place == NONE => Precision::None,
            DisclosedPlace::Cell(_) => Precision::Cell,
            DisclosedPlace::Area(_) => Precision::Area,
        }
    }

    /// All areas of the layer by which places are disclosed: they are public.
    fn area_codes(&self) -> Vec<String> {
        let layer = self.layer.map(|layer| &self.index.layers()[layer]);
        layer.map_or_else(Vec::new, |layer| layer.areas().iter().map(|area| area.code.clone()).collect())
    }
}

/// The names that some row of the copy still has, in their order.
struct Left {
    /// Position by name to position in the copy.
    positions: Vec<Option<u8>>,
    /// Positions in the dictionary.
    order: Vec<usize>,
}

impl Left {
    fn of(names: &ByName, used: impl Iterator<Item = Option<u8>>) -> Self {
        let mut is_used = vec![false; names.order.len()];
        used.flatten().for_each(|name| is_used[usize::from(name)] = true);
        let (mut positions, mut order) = (vec![None; is_used.len()], Vec::new());
        for (name, _) in is_used.into_iter().enumerate().filter(|(_, used)| *used) {
            positions[name] = Some(order.len() as u8);
            order.push(names.order[name]);
        }
        Self { positions, order }
    }

    fn position(&self, name: u8) -> u8 {
        self.positions[usize::from(name)].expect("every name of a row was counted as used")
    }

    fn names<T: Clone>(&self, all: &[T]) -> Vec<T> {
        self.order.iter().map(|&at| all[at].clone()).collect()
    }
}
