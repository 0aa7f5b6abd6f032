use wherenext::analysis::years::{YearsParameters, years};
use wherenext::index::Filter;
use wherenext::ingest::synthetic::{AsbType, YEARS};

use super::made::made;

/// What the force publishes: whole percents.
fn percent(fraction: Option<f64>) -> i64 {
    (100.0 * fraction.unwrap()).round() as i64
}

/// The published table (see `../shared/README.md`), figure by figure.
#[test]
fn the_force_s_own_table_comes_out() {
    let index = &made().index;
    let filter = Filter::from_query("category=asb").unwrap();
    let without = Filter::from_query("category=asb/covid-breach").unwrap().categories.into_iter().collect();
    let parameters = YearsParameters { starting_month: 4, without };
    let found = years(index, &filter, &index.select(&filter).unwrap(), parameters).unwrap();
    let rows: Vec<_> = found.years.iter().filter(|year| year.complete).collect();
    assert_eq!(rows.len(), YEARS.len());
    let attended: Vec<i64> = rows.iter().map(|year| percent(year.attended_fraction())).collect();
    assert_eq!(attended, [56, 51, 53, 50, 51, 56]);
    for (year, published) in rows.iter().zip(&YEARS) {
        assert_eq!(year.ending(), published.ending);
        assert_eq!(year.incidents, published.incidents as usize, "{}", year.label());
        assert_eq!(year.incidents_without, (published.incidents - published.covid_breaches) as usize);
        assert_eq!(year.attended, published.attended as usize, "{}", year.label());
        for (kind, share) in AsbType::ALL.into_iter().zip(published.shares) {
            let is_kind =
                |&&(at, _): &&(usize, usize)| index.incidents().dictionaries().categories[at].class() == kind.slug();
            let (_, count) = year.categories.iter().find(is_kind).unwrap();
            assert_eq!(percent(year.share_fraction(*count)), percent(Some(share)), "{} {}", year.label(), kind.slug());
        }
    }
}
