//! The force's own table: what was published, and what the forecast makes of it.

use wherenext::analysis::Progress;
use wherenext::analysis::volume_forecast::{VolumeForecastParameters, volume_forecast};
use wherenext::index::{CategoryChoice, Filter};

use super::made::made;

#[test]
fn the_year_after_the_published_ones() {
    let parameters = VolumeForecastParameters {
        without: Some(CategoryChoice::Class("asb/covid-breach".parse().unwrap())),
        ..VolumeForecastParameters::default()
    };
    let filter = Filter::from_query("category=asb&from=2015-04-01&to=2021-04-01").unwrap();
    let found = volume_forecast(&made().index, &filter, &parameters.check().unwrap(), &Progress::new()).unwrap();
    let [all, without] = [0, 1].map(|at| &found.series[at]);
    let past = |series: &wherenext::analysis::volume_forecast::SeriesForecast| -> Vec<usize> {
        series.years.iter().filter_map(|year| year.count).collect()
    };
    assert_eq!(past(all), [52_837, 52_264, 49_430, 46_612, 41_365, 60_391]);
    assert_eq!(past(without)[5], 44_995);
    // Published forecasts for the year to March 2022: 65,603 with the breaches of the COVID rules and 40,022 without.
    let next = |series: &wherenext::analysis::volume_forecast::SeriesForecast| series.years[6].forecast.unwrap();
    let (with, without) = (next(all), next(without));
    assert!(with.low_95 < 65_603.0 && 65_603.0 < with.high_95, "{with:?}");
    // The force carried the fall of five years on; the last of them, breaches left out, had risen by 9 %, and here the level holds.
    assert!(
        (without.median / 44_995.0 - 1.0).abs() < 0.05 && (without.median / 40_022.0 - 1.0).abs() < 0.2,
        "{without:?}"
    );
    // A lockdown in the last year makes the future wider than the ordinary years alone do.
    assert!((with.high_80 - with.low_80) / with.median > (without.high_80 - without.low_80) / without.median);
}
