use jiff::ToSpan;
use jiff::civil::Date;

use super::header::Header;
use crate::analysis::finding::percent;
use crate::incident::Category;
use crate::index::{CategoryChoice, Filter};
use crate::store::Hash;

/// Lower-case hexadecimal.
pub fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// "Anti-social behaviour, 1 to 7 December 2025".
pub fn label_of(header: &Header) -> String {
    format!("{}, {}", what_in_words(&header.filter), period_in_words(header.origin, header.ends))
}

/// "Anti-social behaviour", "Burglary and Vehicle crime", "All incidents"; what else a filter asks for is only said to be there.
pub fn what_in_words(filter: &Filter) -> String {
    let name = |choice: &CategoryChoice| match choice {
        CategoryChoice::Kind(kind) => kind.label().to_owned(),
        CategoryChoice::Class(class) if class.class() == Category::UNSPECIFIED => class.kind().label().to_owned(),
        CategoryChoice::Class(class) => class.class_label(),
    };
    let names: Vec<String> = filter.categories.iter().map(name).collect();
    let what = if names.is_empty() { "All incidents".to_owned() } else { names.join(" and ") };
    let other = Filter { categories: Default::default(), from: None, ..filter.clone() };
    if other == Filter::default() { what } else { format!("{what} (filtered)") }
}

/// The days of a period, its last one named: "1 to 7 December 2025", "December 2025", "29 December 2025 to 4 January 2026".
pub fn period_in_words(from: Date, ends: Date) -> String {
    let last = ends.checked_sub(1.day()).unwrap_or(ends);
    let written = |date: Date, format: &str| date.strftime(format).to_string();
    let same_month = (from.year(), from.month()) == (last.year(), last.month());
    if from == last {
        written(from, "%-d %B %Y")
    } else if same_month && from.day() == 1 && ends.day() == 1 {
        written(from, "%B %Y")
    } else if same_month {
        format!("{} to {}", from.day(), written(last, "%-d %B %Y"))
    } else if from.year() == last.year() {
        format!("{} to {}", written(from, "%-d %B"), written(last, "%-d %B %Y"))
    } else {
        format!("{} to {}", written(from, "%-d %B %Y"), written(last, "%-d %B %Y"))
    }
}

/// "top 0.3 % of the cells"; a tenth of a percent at least.
pub fn top_in_words(top_fraction: f64) -> String {
    let shown = (top_fraction * 1000.0).ceil().max(1.0) / 1000.0;
    format!("top {} of the cells", percent(shown))
}

/// "7 days", "1 month".
pub fn horizon_in_words(horizon: &str) -> String {
    let unit = horizon.find(|c: char| !c.is_ascii_digit()).unwrap_or(horizon.len());
    let (number, unit) = horizon.split_at(unit);
    let noun = if unit == "mo" { "month" } else { "day" };
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods() {
        for (from, ends, words) in [
            (date(2025, 12, 1), date(2025, 12, 8), "1 to 7 December 2025"),
            (date(2025, 12, 1), date(2026, 1, 1), "December 2025"),
            (date(2025, 12, 1), date(2025, 12, 2), "1 December 2025"),
            (date(2025, 11, 28), date(2025, 12, 5), "28 November to 4 December 2025"),
            (date(2025, 12, 29), date(2026, 1, 5), "29 December 2025 to 4 January 2026"),
        ] {
            assert_eq!(period_in_words(from, ends), words);
        }
    }

    #[test]
    fn filters_and_ranks() {
        let words = |filter: &str| what_in_words(&Filter::from_query(filter).unwrap());
        assert_eq!(words(""), "All incidents");
        assert_eq!(words("category=asb,crime/vehicle-crime"), "Anti-social behaviour and Vehicle crime");
        assert_eq!(words("category=asb&hours=22-4"), "Anti-social behaviour (filtered)");
        assert_eq!(words("category=asb&from=2020-01-01"), "Anti-social behaviour");
        assert_eq!(top_in_words(0.000_02), "top 0.1 % of the cells");
        assert_eq!(top_in_words(0.0101), "top 1.1 % of the cells");
        assert_eq!((horizon_in_words("7d"), horizon_in_words("1mo")), ("7 days".to_owned(), "1 month".to_owned()));
    }
}
