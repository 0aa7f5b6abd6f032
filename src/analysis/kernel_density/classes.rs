use super::lattice::Lattice;
use crate::space::StudyArea;

/// Lower ends of the classes that a density is drawn in, as shares of its maximum: each class begins at twice the one before.
///
/// Densities of incidents fall off by orders of magnitude from a town's centre to its outskirts; classes of equal width would
/// paint the centre and nothing else.
const SHARES_OF_MAX: [f64; 5] = [1.0 / 64.0, 1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0];

/// The five intensities (per km², ascending) that part a density into six classes; `None` where it is zero everywhere.
///
/// They are 1/64, 1/32, 1/16, 1/8 and 1/4 of the maximum, rounded to two digits: what the legend says is what is drawn.
pub fn class_breaks(max: f64) -> Option<[f64; 5]> {
    (max > 0.0).then(|| SHARES_OF_MAX.map(|share| two_digits(max * share)))
}

fn two_digits(value: f64) -> f64 {
    let unit = 10.0_f64.powi(value.log10().floor() as i32 - 1);
    let rounded = (value / unit).round() * unit;
    // The product carries a rounding error past the second digit, which a legend would show.
    format!("{rounded:.1e}").parse().unwrap_or(rounded)
}

/// The share of the study area, 0..=1, where the density is at least `intensity`: 0.01 is the hottest hundredth of the ground.
///
/// By counting nodes; near the edge nodes outside the study area count as well, so it is a little too large there.
pub fn ground_fraction_at_least(lattice: &Lattice, study_area: &StudyArea, intensity: f64) -> f64 {
    let nodes = lattice.values().iter().filter(|&&value| f64::from(value) >= intensity).count();
    let node_km2 = (lattice.frame().spacing().0 / 1000.0).powi(2);
    (nodes as f64 * node_km2 / study_area.area_km2()).min(1.0)
}

#[cfg(test)]
mod tests {
    use geo_types::Rect;

    use super::*;
    use crate::analysis::kernel_density::frame::Frame;
    use crate::space::{Area, AreaLayer, Metres, Planar};

    #[test]
    fn breaks_double() {
        assert_eq!(class_breaks(640.0), Some([10.0, 20.0, 40.0, 80.0, 160.0]));
        assert_eq!(class_breaks(1234.0), Some([19.0, 39.0, 77.0, 150.0, 310.0]));
        assert_eq!(class_breaks(0.003), Some([4.7e-5, 9.4e-5, 0.00019, 0.00038, 0.00075]));
        assert_eq!(class_breaks(0.0), None);
    }

    #[test]
    fn a_quarter_of_the_ground() {
        let shape = Rect::new((0.5, 51.7), (0.6, 51.8)).to_polygon().into();
        let area = Area { code: "E1".into(), name: String::new(), population: None, deprivation: None, shape };
        let study_area = StudyArea::from_layer(&AreaLayer::new("a".into(), vec![area], vec![]).unwrap()).unwrap();
        let side = (study_area.area_km2() * 1e6 / 100.0).sqrt();
        let frame = Frame::new(Planar { x: 0.0, y: 0.0 }, Metres(side), 10, 10);
        let lattice = Lattice::new(frame, (0..100).map(|node| node as f32).collect());
        assert!((ground_fraction_at_least(&lattice, &study_area, 75.0) - 0.25).abs() < 1e-9);
        assert!((ground_fraction_at_least(&lattice, &study_area, 0.0) - 1.0).abs() < 1e-9);
        assert_eq!(ground_fraction_at_least(&lattice, &study_area, 100.0), 0.0);
    }
}
