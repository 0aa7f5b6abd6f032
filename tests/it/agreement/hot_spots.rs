//! Gi*, local Moran, empirical Bayes rates and Mann-Kendall: `tests/reference/hot_spots.py` prints the values of esda and
//! pymannkendall; those of spdep are in the shared data.

use wherenext::analysis::hot_spots::{empirical_bayes_rates, getis_ord, local_moran};
use wherenext::analysis::mann_kendall;
use wherenext::analysis::spatial_weights::SpatialWeights;

use super::Case;
use crate::support::shared;

const ESDA: &str = "esda 2.9.0";
const SPDEP: &str = "spdep (R 4.2.2)";
const MANN_KENDALL: &str = "pymannkendall 1.4.3";
const POINTS: &str = "six points, band 15";
/// Sums of a hundred doubles in another order.
const ROUNDING: f64 = 1e-9;

pub fn cases() -> Vec<Case> {
    let mut cases = six_points();
    cases.extend(trends());
    cases.extend(north_carolina());
    cases
}

fn each(statistic: &str, data: &'static str, reference: &'static str, expected: &[f64], ours: &[f64]) -> Vec<Case> {
    assert_eq!(expected.len(), ours.len());
    let case = |(at, (&expected, &ours)): (usize, (&f64, &f64))| Case {
        statistic: format!("{statistic}, no. {}", at + 1),
        data,
        reference,
        expected,
        ours,
        tolerance: ROUNDING,
    };
    expected.iter().zip(ours).enumerate().map(case).collect()
}

fn six_points() -> Vec<Case> {
    let weights = SpatialWeights::of_lists([&[1, 3][..], &[0, 3, 4], &[4], &[0, 1, 4], &[1, 2, 3, 5], &[4]]);
    let values = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];
    let gi = [
        -1.3972762620115442,
        -0.2891776156271273,
        0.6506496351610379,
        -0.2891776156271273,
        1.2345208835198738,
        2.024243309389896,
    ];
    let rates = [
        -0.034066722561372186,
        -1.1535933668667053,
        -0.36140906176637955,
        2.083513700705935,
        -0.2600782433051496,
        -0.5248613455010486,
    ];
    let gi_of_rates = [
        0.7525870505325992,
        0.6275617920748081,
        -0.4205693390089032,
        0.6275617920748081,
        -0.007596683207169088,
        -0.5483470895106399,
    ];
    let moran = [
        0.3951219512195123,
        -0.10662020905923332,
        -1.034843205574913,
        -0.022996515679442474,
        -0.10348432055749149,
        1.586759581881533,
    ];
    let found = local_moran(&values, &weights);
    let our_rates = empirical_bayes_rates(&[3.0, 0.0, 5.0, 10.0, 2.0, 7.0], &[100.0, 50.0, 200.0, 150.0, 80.0, 300.0]);
    let mut cases = each("Gi* z", POINTS, ESDA, &gi, &getis_ord(&values, &weights).z);
    cases.extend(each("local Moran's I (its n − 1 for our n)", POINTS, ESDA, &moran, &found.i));
    cases.extend(each("empirical Bayes rate", "six counts, residents", ESDA, &rates, &our_rates));
    cases.extend(each(
        "Gi* z of these rates (raised by 10 for esda)",
        POINTS,
        ESDA,
        &gi_of_rates,
        &getis_ord(&our_rates, &weights).z,
    ));
    cases
}

fn trends() -> Vec<Case> {
    let rising = [33.0, 29.0, 35.0, 31.0, 31.0, 40.0, 38.0, 33.0, 45.0, 41.0, 41.0, 52.0];
    let falling = [5.5, 4.1, 4.1, 3.9, 4.6, 3.2, 3.9, 2.8, 3.0, 2.8];
    let of = |name: &str, values: &[f64], expected: [f64; 5]| {
        let found = mann_kendall(values).unwrap();
        let ours = [found.s as f64, found.variance, found.z, found.p, found.sen_slope];
        each(
            &format!("Mann-Kendall {name}: S, variance, z, p, slope"),
            "short series with ties",
            MANN_KENDALL,
            &expected,
            &ours,
        )
    };
    let mut cases =
        of("rising", &rising, [41.0, 209.66666666666666, 2.7624555330967855, 0.005736837561789443, 1.4642857142857144]);
    cases.extend(of(
        "falling",
        &falling,
        [-32.0, 122.0, -2.8066081273180745, 0.005006610657445121, -0.21666666666666665],
    ));
    cases
}

/// Sudden infant deaths in the 100 counties of North Carolina, 1974, per 1,000 births, queen contiguity.
fn north_carolina() -> Vec<Case> {
    let Some(path) = shared("data/reference/point-patterns/nc_sids_queen_reference.csv") else { return Vec::new() };
    let mut table = csv::Reader::from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let number = |column: usize| rows.iter().map(|row| row[column].parse().unwrap()).collect::<Vec<f64>>();
    let lists: Vec<Vec<u32>> =
        rows.iter().map(|row| row[7].split_whitespace().map(|id| id.parse::<u32>().unwrap() - 1).collect()).collect();
    let weights = SpatialWeights::of_lists(lists.iter().map(Vec::as_slice));
    let rates = number(4);
    let (gi, moran) = (getis_ord(&rates, &weights).z, local_moran(&rates, &weights).i);
    let of_all = |statistic: &str, theirs: Vec<f64>, ours: Vec<f64>| Case {
        statistic: format!("{statistic}: largest difference in 100 counties"),
        data: "nc.sids, queen",
        reference: SPDEP,
        expected: 0.0,
        ours: theirs.iter().zip(ours).map(|(theirs, ours)| (theirs - ours).abs()).fold(0.0, f64::max),
        tolerance: ROUNDING,
    };
    let first =
        |statistic, theirs: &[f64], ours: &[f64]| each(statistic, "nc.sids, queen", SPDEP, &theirs[..3], &ours[..3]);
    let mut cases = first("Gi* z", &number(5), &gi);
    cases.push(of_all("Gi* z", number(5), gi));
    cases.extend(first("local Moran's I", &number(6), &moran));
    cases.push(of_all("local Moran's I", number(6), moran));
    cases
}
