use jiff::Unit;

use crate::index::Filter;

/// The same filter over as many days immediately before it; `None` unless it has both dates.
pub fn period_before(filter: &Filter) -> Option<Filter> {
    let (from, to) = (filter.from?, filter.to?);
    let length = from.until((Unit::Day, to)).ok()?;
    let start = from.checked_sub(length).ok()?;
    Some(Filter { from: Some(start), to: Some(from), ..filter.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_days_before() {
        let before = |text: &str| period_before(&Filter::from_query(text).unwrap()).map(|filter| filter.to_string());
        assert_eq!(
            before("category=asb&from=2024-03-01&to=2024-04-01").as_deref(),
            Some("category=asb&from=2024-01-30&to=2024-03-01")
        );
        assert_eq!(before("from=2024-03-01"), None);
        assert_eq!(before(""), None);
    }
}
