use jiff::civil::Date;
use serde::Serialize;

use crate::index::{Index, Selection};

/// A result as two sentences for people: what the numbers say, and what keeps them from saying more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// One plain sentence from the numbers.
    pub statement: String,
    /// One plain sentence that limits it.
    pub caveat: String,
}

/// What of the selected incidents limits what may be said of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How many incidents the result rests on.
    pub incidents: usize,
    /// How many of them lie on a map point instead of where they happened.
    pub snapped: usize,
    /// How many of them have a window of more than a day, so that their hour is not known.
    pub hours_unknown: usize,
}

/// Below this many incidents a difference is hard to tell from chance: the relative standard error of a count is a fifth or more.
const FEW: usize = 25;

impl Evidence {
    pub fn of(index: &Index, selection: &Selection) -> Self {
        Self {
            incidents: selection.len(),
            snapped: index.snapped(selection),
            hours_unknown: index.hour_of_week(selection).unknown,
        }
    }

    /// The sentence that limits any reading of these incidents, the gravest reason first: too few, map points, and always that
    /// reports are not the same as what happened.
    pub fn caveat(&self) -> String {
        self.grave_caveat().unwrap_or_else(|| {
            "Only what was reported is counted: more reports can mean more incidents, or more people who report them."
                .to_owned()
        })
    }

    /// The same, but `None` when there is nothing worse to say than that.
    pub fn grave_caveat(&self) -> Option<String> {
        if self.incidents < FEW {
            let few = incidents(self.incidents);
            return Some(format!("There are only {few}, so chance alone could make this difference."));
        }
        (2 * self.snapped > self.incidents).then(|| {
            "Most of these incidents are placed on map points, which stand for a street or a cell, and only what was reported is counted."
                .to_owned()
        })
    }
}

/// "1 incident", "36,519 incidents".
pub fn incidents(count: usize) -> String {
    let noun = if count == 1 { "incident" } else { "incidents" };
    format!("{} {noun}", thousands(count))
}

/// A whole number with commas between its thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 March 2021".
pub fn day_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "March 2021", of any day in it.
pub fn month_in_words(date: Date) -> String {
    date.strftime("%B %Y").to_string()
}

/// A fraction as a percentage: whole from 10 % on, one decimal below.
pub fn percent(fraction: f64) -> String {
    let percent = 100.0 * fraction;
    if percent.abs() < 9.95 && percent != 0.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(216_436), "216,436");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(incidents(1), "1 incident");
        assert_eq!(percent(0.384), "38 %");
        assert_eq!(percent(0.0123), "1.2 %");
        assert_eq!(percent(0.0), "0 %");
        let date = jiff::civil::date(2021, 3, 1);
        assert_eq!((day_in_words(date).as_str(), month_in_words(date).as_str()), ("1 March 2021", "March 2021"));
    }

    #[test]
    fn the_gravest_caveat() {
        let evidence = |incidents, snapped| Evidence { incidents, snapped, hours_unknown: 0 }.caveat();
        assert!(evidence(3, 3).contains("only 3 incidents"));
        assert!(evidence(300, 200).contains("map points"));
        assert!(evidence(300, 0).contains("reported"));
    }
}
