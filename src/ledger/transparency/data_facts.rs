use jiff::civil::Date;

use super::error::TransparencyError;
use super::facts::DataFacts;
use crate::incident::Provenance;
use crate::index::{Filter, Index};

/// The incidents that pass a filter before a day.
pub(super) fn data_facts(index: &Index, filter: &Filter, before: Date) -> Result<DataFacts, TransparencyError> {
    let filter = Filter { to: Some(filter.to.map_or(before, |to| to.min(before))), ..filter.clone() };
    let selection = index.select(&filter)?;
    let incidents = index.incidents();
    let all = selection.len();
    let fraction = |count: usize| count as f64 / all.max(1) as f64;
    let starts = selection.rows().map(|row| incidents.midpoint(row));
    let first = starts.min().map(|second| incidents.zone().civil(second).date());
    let mut sources: Vec<(String, usize)> =
        incidents.dictionaries().sources.iter().cloned().zip(index.by_source(&selection)).collect();
    sources.retain(|(_, count)| *count > 0);
    sources.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let residents = index.layers().iter().filter_map(|layer| {
        let known: Vec<f64> = layer.areas().iter().filter_map(|area| area.population).collect();
        (!known.is_empty()).then(|| (layer.name().to_owned(), known.len(), known.iter().sum()))
    });
    Ok(DataFacts {
        incidents: all,
        from: first,
        to: first.map(|_| before),
        provenance: Provenance::ALL.into_iter().zip(index.by_provenance(&selection)).collect(),
        snapped_fraction: fraction(index.snapped(&selection)),
        without_place_fraction: fraction(all - index.located(&selection)),
        hours_known_fraction: fraction(all - index.hour_of_week(&selection).unknown),
        sources,
        residents: residents.collect(),
        places: index.place_sets().iter().map(|set| (set.class().to_owned(), set.places().len())).collect(),
    })
}
