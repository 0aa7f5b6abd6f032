//! Rows that cannot be used: each with its reason, its line and itself.

use super::made::{MadeFile, import, street};

const PROFILE: &str = "name = 'test'
title = 'a test'
[columns]
start = 's'
end = 'e'
longitude = 'x'
latitude = 'y'
category = 'c'
attended = 'a'
[values.category]
Noise = 'asb/nuisance'
[place]
area = [0.0, 51.0, 1.5, 52.5]";

/// The row must be rejected for this reason, on its line, as it stands; the sound row before and after it must not suffer.
fn rejected(row: &str, reason: &str) {
    const SOUND: &str = "2021-03-01,,0.5,51.5,Noise,y";
    let text = format!("s,e,x,y,c,a\n{SOUND}\n{row}\n{SOUND}\n");
    let imported = MadeFile::new("made.csv", text).import_by(PROFILE).unwrap();
    let summary = &imported.summary;
    assert_eq!((summary.rows, summary.accepted, summary.rejected), (3, 2, 1), "{row}");
    let reasons: Vec<_> = summary.rejected_by_reason.iter().map(|(reason, count)| (reason.slug(), *count)).collect();
    assert_eq!(reasons, [(reason, 1)], "{row}");
    let rejects = imported.rejects.unwrap();
    let mut reader = csv::Reader::from_reader(rejects.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["file", "line", "reason", "detail", "row"]);
    let record = reader.records().next().unwrap().unwrap();
    assert!(record[0].ends_with("made.csv"));
    assert_eq!((&record[1], &record[2], &record[4]), ("3", reason, row));
    assert!(!record[3].is_empty());
}

#[test]
fn each_reason() {
    for (row, reason) in [
        ("2021-03-01,,0.5,51.5,Noise", "wrong-column-count"),
        ("2021-03-01,,0.5,51.5,Noise,y,more", "wrong-column-count"),
        ("2021-03-01,,half,51.5,Noise,y", "bad-number"),
        (",,0.5,51.5,Noise,y", "missing-date"),
        ("yesterday,,0.5,51.5,Noise,y", "unreadable-date"),
        ("2021-02-30,,0.5,51.5,Noise,y", "impossible-date"),
        ("2021-03-01 25:00,,0.5,51.5,Noise,y", "impossible-date"),
        ("1949-12-31,,0.5,51.5,Noise,y", "date-before-1950"),
        ("2031-01-01,,0.5,51.5,Noise,y", "future-date"),
        ("2021-03-01,2031-01-01,0.5,51.5,Noise,y", "future-date"),
        ("2021-03-02,2021-03-01,0.5,51.5,Noise,y", "end-before-start"),
        ("2021-03-01,,0.5,,Noise,y", "incomplete-coordinates"),
        ("2021-03-01,,0,0.0,Noise,y", "zero-coordinates"),
        ("2021-03-01,,51.5,0.5,Noise,y", "swapped-coordinates"),
        ("2021-03-01,,500.0,51.5,Noise,y", "impossible-coordinates"),
        ("2021-03-01,,2.5,51.5,Noise,y", "outside-area"),
        ("2021-03-01,,0.5,51.5,Quiet,y", "unknown-category"),
        ("2021-03-01,,0.5,51.5,,y", "unknown-category"),
        ("2021-03-01,,0.5,51.5,Noise,perhaps", "unknown-value"),
    ] {
        rejected(row, reason);
    }
}

#[test]
fn bytes_that_are_not_utf8_stay_as_they_are() {
    let mut text = street("2021-03", &["1|0.5|51.5|x|E01|Burglary|", "2|0.5|51.5|caf?|E01|Burglary|"]).into_bytes();
    let at = text.iter().position(|&byte| byte == b'?').unwrap();
    text[at] = 0xe9;
    let file = MadeFile::new("a.csv", text);
    let options = tempfile::tempdir().unwrap();
    let imported = import_bytes(&file, options.path());
    assert_eq!(imported.0, [("invalid-utf8", 1)]);
    assert!(imported.1.windows(4).any(|bytes| bytes == b"caf\xe9"));
}

/// Reasons, and the rejects file's bytes.
fn import_bytes(file: &MadeFile, folder: &std::path::Path) -> (Vec<(&'static str, u64)>, Vec<u8>) {
    use wherenext::ingest::{Limits, ReadOptions, inspect, read_files};

    let inspection = inspect(&[file.path().to_owned()], None, &Limits::default(), &()).unwrap();
    let options = ReadOptions {
        limits: Limits::default(),
        zone: wherenext::time::CivilZone::named("Europe/London").unwrap(),
        future_s: super::made::FUTURE_S,
        rejects_folder: folder,
        progress: &(),
    };
    let (summary, rejects) = read_files(&inspection, &options, &mut super::made::List::default()).unwrap();
    let reasons = summary.rejected_by_reason.iter().map(|(reason, count)| (reason.slug(), *count)).collect();
    (reasons, std::fs::read(rejects.keep().unwrap().unwrap()).unwrap())
}

#[test]
fn zero_and_other_marks_can_mean_no_place() {
    let profile = PROFILE.replace("[place]", "[place]\nno_place = [[0.0, 0.0], [9.0, 9.0]]");
    let text = "s,e,x,y,c,a\n2021-03-01,,0,0.000,Noise,\n2021-03-01,,9,9,Noise,\n";
    let imported = MadeFile::new("a.csv", text).import_by(&profile).unwrap();
    assert_eq!((imported.summary.unlocated, imported.summary.rejected), (2, 0));
}

#[test]
fn the_same_street_file_outside_the_kingdom() {
    let rows = ["1|51.5|0.5|x|E01|Burglary|", "2|8.0|47.0|x|E01|Burglary|", "3|0.5|51.5|x|E01|Burglary|"];
    let imported = MadeFile::new("a.csv", street("2021-03", &rows)).import().unwrap();
    let reasons: Vec<_> = imported.summary.rejected_by_reason.keys().map(|reason| reason.slug()).collect();
    assert_eq!(reasons, ["swapped-coordinates", "outside-area"]);
}

#[test]
fn outcomes_without_an_id_are_rejected_apart() {
    let text = "Crime ID,Month,Outcome type\n,2021-03,Local resolution\n1,2021-13,Local resolution\n1,2021-03,Local resolution\n";
    let file = MadeFile::new("o.csv", text);
    let imported = import(&[file.path()], None).unwrap();
    let summary = imported.summary;
    assert_eq!((summary.rows, summary.outcomes, summary.outcomes_rejected, summary.rejected), (0, 1, 2, 0));
}

#[test]
fn many_rejects_in_many_blocks_keep_their_lines() {
    let rows: Vec<String> = (0..40_000)
        .map(|n| if n % 1000 == 7 { format!("bad,,0.5,51.5,Noise,{n}") } else { "2021-03-01,,0.5,51.5,Noise,y".into() })
        .collect();
    let text = format!("s,e,x,y,c,a\n{}\n", rows.join("\n"));
    assert!(text.len() > 1 << 20, "more than a block");
    let imported = MadeFile::new("a.csv", text).import_by(PROFILE).unwrap();
    assert_eq!(imported.summary.rejected, 40);
    let rejects = imported.rejects.unwrap();
    for record in csv::Reader::from_reader(rejects.as_bytes()).records() {
        let record = record.unwrap();
        let row: u64 = record[4].rsplit(',').next().unwrap().parse().unwrap();
        assert_eq!(record[1].parse::<u64>().unwrap(), row + 2);
    }
}
