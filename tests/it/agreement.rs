//! Every statistic against somebody else's program: `docs/agreement.md` is this list, written by `make agreement`.

mod evaluation;
mod hot_spots;
mod kernel_density;
mod near_repeats;
mod repeats;
mod self_exciting;
mod space_time_scan;
mod time_of_day;
mod trends;

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// One number beside its reference.
pub struct Case {
    /// What is computed, in the field's words.
    pub statistic: String,
    pub data: &'static str,
    /// Program and version, or publication, that gave the expected value.
    pub reference: &'static str,
    pub expected: f64,
    pub ours: f64,
    /// The largest difference that is agreement, in the statistic's unit.
    pub tolerance: f64,
}

impl Case {
    fn difference(&self) -> f64 {
        (self.ours - self.expected).abs()
    }

    fn agrees(&self) -> bool {
        self.difference() <= self.tolerance
    }
}

/// The subjects, each with its cases; one whose shared data are absent has none.
fn subjects() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("Forecast scores", evaluation::cases()),
        ("Hot spots and trends", hot_spots::cases()),
        ("Intervals, trends and steps", trends::cases()),
        ("Kernel density", kernel_density::cases()),
        ("Near repeats", near_repeats::cases()),
        ("Repeats and comparisons", repeats::cases()),
        ("Self-exciting process", self_exciting::cases()),
        ("Space-time permutation scan", space_time_scan::cases()),
        ("Time of day", time_of_day::cases()),
    ]
}

#[test]
fn every_statistic_agrees() {
    let subjects = subjects();
    for (subject, cases) in &subjects {
        for case in cases {
            let Case { statistic, data, expected, ours, .. } = case;
            assert!(case.agrees(), "{subject}, {statistic}, {data}: {ours} instead of {expected}");
        }
    }
    if env::var_os("WHERENEXT_WRITE_AGREEMENT").is_some() {
        assert!(subjects.iter().all(|(_, cases)| !cases.is_empty()), "the shared data are needed for the whole table");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/agreement.md"), table(&subjects)).unwrap();
    }
}

fn table(subjects: &[(&str, Vec<Case>)]) -> String {
    let mut text = "# Agreement with other programs\n\nWritten by `make agreement`; the test `agreement::every_statistic_agrees` holds every line. \
        The difference is absolute.\n"
        .to_owned();
    for (subject, cases) in subjects {
        write!(text, "\n## {subject}\n\n| statistic | data | reference | its value | ours | difference | tolerance |\n|---|---|---|--:|--:|--:|--:|\n").unwrap();
        for case in cases {
            let Case { statistic, data, reference, expected, ours, tolerance } = case;
            let difference = case.difference();
            writeln!(
                text,
                "| {statistic} | {data} | {reference} | {expected} | {} | {difference:.1e} | {tolerance:.0e} |",
                rounded(*ours)
            )
            .unwrap();
        }
    }
    text
}

/// To ten significant digits, which is all that a reader can use.
fn rounded(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap()
}

#[test]
fn a_difference_is_seen() {
    let case =
        |ours| Case { statistic: "z".into(), data: "made", reference: "by hand", expected: 1.0, ours, tolerance: 1e-9 };
    assert!(case(1.0 + 1e-10).agrees());
    assert!(!case(1.0 + 1e-8).agrees());
    assert!(!case(f64::NAN).agrees());
    assert!(table(&[("made", vec![case(1.0)])]).contains("| z | made | by hand | 1 | 1 | 0.0e0 | 1e-9 |"));
}
