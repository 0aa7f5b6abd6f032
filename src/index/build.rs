use std::sync::OnceLock;

use super::cells::Cells;
use super::membership::Membership;
use super::near::Tree;
use super::selection::Selection;
use crate::incident::Incidents;
use crate::space::{AreaLayer, PlaceSet, StudyArea};

/// All incidents with what is needed to find and count them: each one's cell, its area in each layer, and an R-tree.
///
/// It adds 8 bytes an incident to the columns, and an R-tree when the first question needs one.
#[derive(Debug)]
pub struct Index {
    incidents: Incidents,
    layers: Vec<AreaLayer>,
    study_area: StudyArea,
    place_sets: Vec<PlaceSet>,
    cells: Cells,
    membership: Membership,
    in_study_area: Selection,
    pub(super) tree: OnceLock<Tree>,
}

impl Index {
    /// `incidents` are projected as the study area is. Cost: about half a microsecond an incident and layer.
    pub fn build(incidents: Incidents, layers: Vec<AreaLayer>, study_area: StudyArea) -> Self {
        let cells = Cells::of(&incidents);
        let membership = Membership::of(&incidents, &layers);
        let mut in_study_area = Selection::all(incidents.len());
        in_study_area.retain(|row| incidents.place(row).is_some_and(|place| study_area.contains(place)));
        let (place_sets, tree) = (Vec::new(), OnceLock::new());
        Self { incidents, layers, study_area, place_sets, cells, membership, in_study_area, tree }
    }

    /// The same index with the known places of each class.
    pub fn with_place_sets(self, place_sets: Vec<PlaceSet>) -> Self {
        Self { place_sets, ..self }
    }

    pub fn incidents(&self) -> &Incidents {
        &self.incidents
    }

    pub fn layers(&self) -> &[AreaLayer] {
        &self.layers
    }

    /// The number of the layer called `name`.
    pub fn layer(&self, name: &str) -> Option<usize> {
        self.layers.iter().position(|layer| layer.name() == name)
    }

    pub fn study_area(&self) -> &StudyArea {
        &self.study_area
    }

    /// The known places, a set a class.
    pub fn place_sets(&self) -> &[PlaceSet] {
        &self.place_sets
    }

    /// The known places of one class.
    pub fn place_set(&self, class: &str) -> Option<&PlaceSet> {
        self.place_sets.iter().find(|set| set.class() == class)
    }

    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The incidents with a place inside the study area: those that a density is made of.
    pub fn in_study_area(&self) -> &Selection {
        &self.in_study_area
    }
}
