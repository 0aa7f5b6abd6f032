use super::bandwidth::ResolvedBandwidth;
use super::classes::ground_fraction_at_least;
use super::lattice::Lattice;
use super::parameters::{CheckedKernelDensity, EdgeCorrection, Kernel};
use crate::analysis::finding::{Evidence, Finding, incidents, percent, thousands};
use crate::index::{Index, Selection};
use crate::space::Planar;

/// "Gaussian kernel, bandwidth 300 m, corrected at the study area's edge".
pub fn method_in_words(parameters: &CheckedKernelDensity, bandwidth: &ResolvedBandwidth) -> String {
    let kernel = match (parameters.is_adaptive(), parameters.kernel()) {
        (true, _) => "Adaptive Gaussian kernel, bandwidths around",
        (false, Kernel::Gaussian) => "Gaussian kernel, bandwidth",
        (false, Kernel::Quartic) => "Quartic kernel, bandwidth",
    };
    let edge = match parameters.edge() {
        EdgeCorrection::None => "",
        EdgeCorrection::Uniform => ", corrected at the study area's edge",
    };
    format!("{kernel} {}{edge}", bandwidth.in_words())
}

/// What a density of the selected incidents says, in words: how much of the ground holds how much, and where it is highest.
pub fn reading(index: &Index, selection: &Selection, lattice: &Lattice) -> Finding {
    let inside = selection.and(index.in_study_area());
    let evidence = Evidence::of(index, &inside);
    let max = f64::from(lattice.max());
    if inside.is_empty() || max == 0.0 {
        let statement = "No incident of the selection has a place in the study area.".to_owned();
        return Finding { statement, caveat: "A density says nothing about incidents without a place.".to_owned() };
    }
    let mean = inside.len() as f64 / index.study_area().area_km2();
    let dense = ground_fraction_at_least(lattice, index.study_area(), max / 4.0);
    let place = peak_area(index, lattice).map(|name| format!(" in {name}")).unwrap_or_default();
    let statement = format!(
        "The {} are densest{place}, at {} per km² where {} would be even; a quarter of that or more is reached on {} of the ground.",
        incidents(inside.len()),
        in_words(max),
        in_words(mean),
        percent(dense)
    );
    Finding { statement, caveat: format!("A dense place may only be a busy one. {}", evidence.caveat()) }
}

/// The name of the first layer's area in which the density is highest.
fn peak_area(index: &Index, lattice: &Lattice) -> Option<String> {
    area_at(index, peak(lattice.values(), lattice))
}

/// The node with the largest of some values on a lattice, the first one of several.
pub(super) fn peak(values: &[f32], lattice: &Lattice) -> Planar {
    let mut best = 0;
    for (node, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = node;
        }
    }
    let n_x = lattice.frame().n_x();
    lattice.frame().node(best % n_x, best / n_x)
}

pub(super) fn area_at(index: &Index, place: Planar) -> Option<String> {
    let layer = index.layers().first()?;
    let area = layer.find(index.study_area().projection().inverse(place))?;
    Some(layer.areas()[area].name.clone()).filter(|name| !name.is_empty())
}

/// Three digits.
fn in_words(per_km2: f64) -> String {
    if per_km2 >= 100.0 {
        thousands(per_km2.round() as usize)
    } else if per_km2 >= 10.0 {
        format!("{per_km2:.0}")
    } else {
        format!("{per_km2:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Progress;
    use crate::analysis::kernel_density::{KernelDensityParameters, kernel_density};
    use crate::index::fixture::{incident, index, place};
    use crate::space::Metres;

    fn read(index: &Index) -> Finding {
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(500.0),
            edge: EdgeCorrection::None,
            adaptive: false,
        };
        let all = index.in_study_area();
        reading(index, all, &kernel_density(index, all, &parameters.check().unwrap(), &Progress::new()).unwrap())
    }

    #[test]
    fn where_and_how_dense() {
        let rows: Vec<_> = (0..50).map(|id| incident(id, Some(place(0.6, 51.75)), 0)).collect();
        let finding = read(&index(&rows));
        // 50 times 0.6366 per km².
        assert!(
            finding.statement.starts_with("The 50 incidents are densest in District E, at 32 per km²"),
            "{finding:?}"
        );
        assert!(finding.caveat.contains("busy"));
        assert!(read(&index(&[])).statement.starts_with("No incident"));
    }
}
