use rustc_hash::FxHashMap;

use super::dates::{DateForm, date_form, is_time_of_day};
use super::sample::Sample;
use crate::ingest::convert::parse_decimal;
use crate::ingest::header::plain;
use crate::ingest::missing::MISSING;
use crate::ingest::profile::is_usual_truth;

/// Values of a column that are looked at for dates.
const DATES: usize = 2000;

/// What the sample's columns hold.
#[derive(Debug)]
pub struct Facts {
    pub columns: Vec<ColumnFacts>,
    pub decimal: u8,
    /// Words found that mean "not given".
    pub missing: Vec<&'static str>,
}

#[derive(Debug)]
pub struct ColumnFacts {
    /// Letters and digits of its name, in lower case.
    pub plain: String,
    /// Values that are given.
    pub given: usize,
    /// Different values and how often each comes, the most frequent first.
    pub words: Vec<(String, usize)>,
    /// Smallest and largest, where (nearly) all given values are numbers.
    pub range: Option<[f64; 2]>,
    pub date: Option<DateForm>,
    pub is_time_of_day: bool,
}

impl ColumnFacts {
    /// Whether no value comes twice.
    pub fn is_unique(&self) -> bool {
        self.given > 0 && self.words.len() == self.given
    }

    /// Yes and no, in one of the usual forms.
    pub fn is_truth(&self) -> bool {
        !self.words.is_empty() && self.words.iter().all(|(word, _)| is_usual_truth(word))
    }

    /// A handful of words that come again and again.
    pub fn is_vocabulary(&self) -> bool {
        (1..=150).contains(&self.words.len()) && self.given >= 2 * self.words.len() && self.date.is_none()
    }
}

pub fn look_at(sample: &Sample) -> Facts {
    let decimal = decimal_of(sample);
    let mut missing = Vec::new();
    let columns = (0..sample.header.count())
        .map(|column| {
            let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
            sample
                .column(column)
                .filter(|value| !value.is_empty())
                .for_each(|value| *counts.entry(value).or_default() += 1);
            for word in MISSING {
                if counts.remove(word).is_some() && !missing.contains(&word) {
                    missing.push(word);
                }
            }
            facts_of(&sample.header.names()[column], counts, decimal)
        })
        .collect();
    Facts { columns, decimal, missing }
}

fn facts_of(name: &str, counts: FxHashMap<&str, usize>, decimal: u8) -> ColumnFacts {
    let given = counts.values().sum();
    let mut range: Option<[f64; 2]> = None;
    let mut numbers = 0;
    for (word, count) in &counts {
        if let Some(number) = parse_decimal(word, decimal) {
            let [low, high] = range.unwrap_or([number, number]);
            range = Some([low.min(number), high.max(number)]);
            numbers += count;
        }
    }
    let mut words: Vec<(String, usize)> = counts.iter().map(|(word, &count)| ((*word).to_owned(), count)).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let some: Vec<&str> = words.iter().take(DATES).map(|(word, _)| word.as_str()).collect();
    let (date, is_time_of_day) = (date_form(&some), is_time_of_day(&some));
    let mostly_numbers = numbers * 20 >= given * 19;
    ColumnFacts { plain: plain(name), given, range: range.filter(|_| mostly_numbers), date, is_time_of_day, words }
}

/// A comma, where commas are not between fields and numbers are written with it.
fn decimal_of(sample: &Sample) -> u8 {
    let with_comma = |value: &str| value.contains(',') && parse_decimal(value, b',').is_some();
    let is_comma = sample.delimiter != b','
        && (0..sample.header.count()).any(|column| {
            let given = sample.column(column).filter(|value| !value.is_empty()).count();
            given > 0 && sample.column(column).filter(|value| with_comma(value)).count() * 2 > given
        });
    if is_comma { b',' } else { b'.' }
}
