use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::incident::Incidents;
use crate::space::AreaLayer;

const NO_AREA: u32 = u32::MAX;

/// Which area of each layer every incident lies in.
///
/// The combinations that occur are kept once; an incident has the number of its own. With a place it is point in polygon, without
/// one it is the incident's area code, by itself or through the layer's lookup.
#[derive(Debug)]
pub struct Membership {
    of_incident: Vec<u32>,
    layers: usize,
    /// `[combinations × layers]`.
    combinations: Vec<u32>,
}

impl Membership {
    pub(super) fn of(incidents: &Incidents, layers: &[AreaLayer]) -> Self {
        let by_code: Vec<Vec<u32>> = incidents
            .dictionaries()
            .area_codes
            .iter()
            .map(|code| layers.iter().map(|layer| area_number(layer.resolve(code))).collect())
            .collect();
        let by_layer: Vec<Vec<u32>> = layers
            .iter()
            .enumerate()
            .map(|(at, layer)| {
                let area = |row| match (incidents.place(row), incidents.area_code(row)) {
                    (Some(place), _) => area_number(layer.find(place)),
                    (None, Some(code)) => by_code[usize::from(code)][at],
                    (None, None) => NO_AREA,
                };
                (0..incidents.len()).into_par_iter().with_min_len(4096).map(area).collect()
            })
            .collect();
        Self::number(incidents.len(), &by_layer)
    }

    fn number(rows: usize, by_layer: &[Vec<u32>]) -> Self {
        let mut numbers: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut combinations = Vec::new();
        let mut combination = vec![NO_AREA; by_layer.len()];
        let mut of_incident = Vec::with_capacity(rows);
        for row in 0..rows {
            combination.iter_mut().zip(by_layer).for_each(|(area, layer)| *area = layer[row]);
            let known = numbers.get(&combination).copied();
            of_incident.push(known.unwrap_or_else(|| {
                let number = numbers.len() as u32;
                numbers.insert(combination.clone(), number);
                combinations.extend_from_slice(&combination);
                number
            }));
        }
        Self { of_incident, layers: by_layer.len(), combinations }
    }

    /// The number of an incident's combination of areas.
    pub(super) fn combination_of(&self, row: usize) -> usize {
        self.of_incident[row] as usize
    }

    /// The area of layer number `layer` in each combination.
    pub(super) fn areas(&self, layer: usize) -> impl Iterator<Item = Option<usize>> + '_ {
        self.combinations.iter().skip(layer).step_by(self.layers.max(1)).map(|&area| known(area))
    }

    /// The area of layer number `layer` that an incident lies in.
    pub fn area_of(&self, row: usize, layer: usize) -> Option<usize> {
        known(self.combinations[self.combination_of(row) * self.layers + layer])
    }
}

fn area_number(area: Option<usize>) -> u32 {
    area.map_or(NO_AREA, |area| area as u32)
}

fn known(area: u32) -> Option<usize> {
    (area != NO_AREA).then_some(area as usize)
}
