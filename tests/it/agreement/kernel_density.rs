//! spatstat.explore 3.0.6 and sparr 2.2.17 (R 4.2.2) on point patterns of theirs: `tests/reference/kernel_density.R`.
//!
//! They estimate on images, whose pixels stand for the points: sparr's values here come from images of 1024 × 1024 (relative risk) and
//! 400 × 400 pixels (adaptive), and move by a percent from one image size to the next.

use std::path::Path;

use geo_types::{Coord, Polygon};
use wherenext::analysis::Progress;
use wherenext::analysis::kernel_density::{
    Comparison, EdgeCorrection, Kernel, KernelDensityParameters, Points, RelativeRiskParameters, RiskTest, Spread,
    kernel_density, likelihood_bandwidth, relative_risk,
};
use wherenext::incident::{Category, Dictionaries, IncidentRow, IncidentsBuilder, Kind, Precision, Provenance};
use wherenext::index::{Index, Selection};
use wherenext::space::{Area, AreaLayer, LngLat, Metres, Planar, Projection, StudyArea};
use wherenext::time::{CivilZone, TimeWindow};

use super::Case;
use crate::support::shared;

const SPATSTAT: &str = "spatstat.explore 3.0.6";
const SPARR: &str = "sparr 2.2.17";

pub fn cases() -> Vec<Case> {
    let Some(folder) = shared("data/reference/point-patterns") else { return Vec::new() };
    let mut cases = rules(&folder);
    cases.extend(cross_validation(&folder));
    let pbc = Pbc::read(&folder);
    cases.extend(pbc.adaptive());
    cases.extend(pbc.relative_risk());
    cases
}

/// Rows of a table without a header's names: x, y, and the mark if there is one.
fn read(file: &Path) -> Vec<(f64, f64, String)> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let row = |record: csv::StringRecord| {
        let number = |field: usize| record[field].parse::<f64>().unwrap();
        (number(0), number(1), record.get(2).unwrap_or_default().to_owned())
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// `ask` about a pattern's points, `scale` metres a unit.
fn with_points<T>(places: &[(f64, f64, String)], scale: f64, ask: impl FnOnce(&Points<'_>) -> T) -> T {
    let origin = Planar { x: places[0].0 * scale, y: places[0].1 * scale };
    let column =
        |at: &dyn Fn(&(f64, f64, String)) -> f64| places.iter().map(|place| at(place) as f32).collect::<Vec<_>>();
    let (x, y) = (column(&|it| it.0 * scale - origin.x), column(&|it| it.1 * scale - origin.y));
    ask(&Points { origin, x: &x, y: &y, selection: None })
}

fn rules(folder: &Path) -> Vec<Case> {
    // Points of all marks where `marked` is empty.
    let spread = |name: &str, scale: f64, marked: &str| {
        let places: Vec<_> =
            read(&folder.join(name)).into_iter().filter(|it| marked.is_empty() || it.2 == marked).collect();
        with_points(&places, scale, |points| Spread::of(points).unwrap())
    };
    let case = |statistic: &str, data, reference, expected: f64, ours: f64| Case {
        statistic: statistic.to_owned(),
        data,
        reference,
        expected,
        ours,
        // Places in single precision.
        tolerance: 1e-6 * expected,
    };
    let pbc = spread("sparr_pbc.csv", 1000.0, "case");
    vec![
        case(
            "Scott's bandwidth",
            "chorley",
            SPATSTAT,
            1.236695921,
            spread("chorley.csv", 1000.0, "").scott().0 / 1000.0,
        ),
        case(
            "Scott's bandwidth",
            "redwood",
            SPATSTAT,
            0.1370298739,
            spread("redwood.csv", 1000.0, "").scott().0 / 1000.0,
        ),
        case("Silverman's bandwidth (NS)", "pbc, cases", SPARR, 2.926730786, pbc.silverman().0 / 1000.0),
        case("oversmoothing bandwidth (OS)", "pbc, cases", SPARR, 3.17424839, pbc.oversmoothing().0 / 1000.0),
    ]
}

fn cross_validation(folder: &Path) -> Vec<Case> {
    // bw.ppl(unique(X), ns = 120, shortcut = TRUE, edge = FALSE), whose bandwidths are 1.5 % apart.
    [("redwood", 1000.0, 0.04440629438), ("humberside", 10.0, 18.21871715), ("chorley", 1000.0, 0.357818827)]
        .map(|(data, scale, expected)| {
            let mut places = read(&folder.join(format!("{data}.csv")));
            places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            places.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
            let range = Metres(expected * scale / 8.0)..Metres(expected * scale * 8.0);
            let found = with_points(&places, scale, |points| likelihood_bandwidth(points, range, &Progress::new()));
            Case {
                statistic: "bandwidth by likelihood cross-validation".to_owned(),
                data,
                reference: SPATSTAT,
                expected,
                ours: found.unwrap().unwrap().bandwidth.0 / scale,
                tolerance: 0.02 * expected,
            }
        })
        .into()
}

/// Cases of primary biliary cirrhosis and their controls in the north-east of England, on the National Grid in kilometres.
struct Pbc {
    index: Index,
    cases: Selection,
    controls: Selection,
    /// Where sparr's values are: cases 1, 101, 201, …, 601.
    places: Vec<Planar>,
}

impl Pbc {
    fn read(folder: &Path) -> Self {
        let grid = Projection::BRITISH_NATIONAL_GRID;
        let metres = |(x, y): (f64, f64)| Planar { x: x * 1000.0, y: y * 1000.0 };
        let place = |at: (f64, f64)| grid.inverse(metres(at));
        let corner = |place: LngLat| Coord { x: place.lng(), y: place.lat() };
        let window = read(&folder.join("sparr_pbc_window.csv")).iter().map(|it| corner(place((it.0, it.1)))).collect();
        let shape = Polygon::new(window, Vec::new()).into();
        let area = Area { code: "W".into(), name: "pbc".into(), population: None, deprivation: None, shape };
        let layer = AreaLayer::new("window".into(), vec![area], Vec::new()).unwrap();
        let study_area = StudyArea::from_layer(&layer).unwrap();
        assert!(study_area.projection().is_british_national_grid());
        let rows = read(&folder.join("sparr_pbc.csv"));
        let mut builder = IncidentsBuilder::default();
        for (number, (x, y, mark)) in (0..).zip(&rows) {
            builder.push(row(number, place((*x, *y)), u8::from(mark != "case")));
        }
        let category = |kind, class| Category::new(kind, class).unwrap();
        let dictionaries = Dictionaries {
            categories: vec![category(Kind::Crime, "case"), category(Kind::Crime, "control")],
            sources: vec!["sparr".into()],
            outcomes: Vec::new(),
            area_codes: Vec::new(),
            locations: Vec::new(),
        };
        let zone = CivilZone::named("Europe/London").unwrap();
        let incidents = builder.build(dictionaries, zone, study_area.projection().clone()).unwrap();
        let index = Index::build(incidents, vec![layer], study_area);
        let with = |mark: u8| {
            let column = index.incidents().categories();
            Selection::of_rows(rows.len(), (0..rows.len()).filter(|&row| column[row] == mark))
        };
        let (cases, controls) = (with(0), with(1));
        let of_cases = rows.iter().filter(|it| it.2 == "case").step_by(100).take(7);
        let places = of_cases.map(|it| metres((it.0, it.1))).collect();
        Self { cases, controls, places, index }
    }

    fn adaptive(&self) -> Vec<Case> {
        const EXPECTED: [f64; 7] =
            [0.3599854164, 0.137749657, 0.1490597126, 0.6775916409, 0.6977515183, 1.63698747, 1.16528703];
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(3000.0),
            edge: EdgeCorrection::None,
            adaptive: true,
        };
        let lattice = kernel_density(&self.index, &self.cases, &parameters.check().unwrap(), &Progress::new()).unwrap();
        let case = |(number, (&place, &expected)): (usize, (&Planar, &f64))| Case {
            statistic: format!("adaptive density per km², case {}", 100 * number + 1),
            data: "pbc",
            reference: SPARR,
            expected,
            ours: lattice.at(place).unwrap(),
            tolerance: 0.02 * expected,
        };
        self.places.iter().zip(&EXPECTED).enumerate().map(case).collect()
    }

    fn relative_risk(&self) -> Vec<Case> {
        const LOG_RATIOS: [f64; 7] =
            [-0.3826850088, -0.02518065572, 0.2251616675, 0.01744294487, 0.09881026517, 0.4319489064, 0.346254277];
        const SCORES: [f64; 7] =
            [-3.022987758, -0.1078941355, 0.952369837, 0.1676229557, 0.9664319875, 4.745162755, 3.566616433];
        let bandwidth = Metres(3500.0);
        let parameters =
            RelativeRiskParameters { bandwidth, comparison_bandwidth: bandwidth, test: RiskTest::Asymptotic };
        let comparison = Comparison::others(&self.index, &self.cases, &self.controls);
        let parameters = parameters.check().unwrap();
        let risk = relative_risk(&self.index, &self.cases, &comparison, &parameters, &Progress::new()).unwrap();
        let case = |statistic: String, expected, ours, tolerance| Case {
            statistic,
            data: "pbc",
            reference: SPARR,
            expected,
            ours,
            tolerance,
        };
        let mut cases = Vec::new();
        for (number, &place) in self.places.iter().enumerate() {
            let of = format!("case {}", 100 * number + 1);
            let (log_ratio, score) = (risk.ratio(place).unwrap().ln(), risk.score(place).unwrap());
            cases.push(case(format!("log relative risk, {of}"), LOG_RATIOS[number], log_ratio, 0.02));
            cases.push(case(format!("its standard score, {of}"), SCORES[number], score, 0.15));
        }
        let km2 = self.index.study_area().area_km2();
        // Ours never draws as much lower ground as sparr (1,081 and 2,170 km² of what is judged): fewer cases than one are tested
        // as one.
        cases.push(case(
            "km² where a kernel sees five controls".into(),
            6083.195507,
            risk.judged_fraction() * km2,
            5.0,
        ));
        cases.push(case("km² of higher risk".into(), 387.3152417, risk.higher_fraction() * km2, 5.0));
        cases
    }
}

fn row(id: u32, place: LngLat, category: u8) -> IncidentRow {
    // A minute each, so that their order is kept.
    let start = 1_704_067_200 + 60 * i64::from(id);
    IncidentRow {
        id,
        when: TimeWindow::new(start, start + 60).unwrap(),
        place: Some(place),
        precision: Precision::Exact,
        location: None,
        area_code: None,
        category,
        source: 0,
        provenance: Provenance::Unknown,
        attended: None,
        repeat: false,
        vulnerable: false,
        outcome: None,
    }
}
