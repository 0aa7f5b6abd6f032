//! `wherenext backtest` on the built binary: made months in, a table, a figure and one JSON object out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

fn wherenext(folder: &Path, arguments: &[&str]) -> Output {
    let data = folder.join("data");
    Command::new(env!("CARGO_BIN_EXE_wherenext")).arg("--data-dir").arg(data).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Eight months; twelve map points, the first with twelve incidents a month, the last with one.
fn imported() -> TempDir {
    let folder = TempDir::new().unwrap();
    for month in 1..=8 {
        let row = |place: usize| {
            format!(
                ",2021-{month:02},Essex Police,Essex Police,{:.6},{:.6},On or near A Road,E01021237,Basildon 001A,Anti-social behaviour,,\n",
                0.40 + 0.01 * (place % 4) as f64,
                51.60 + 0.01 * (place / 4) as f64
            )
        };
        let rows: Vec<_> = (0..12).map(|place| row(place).repeat(12 - place)).collect();
        let file = folder.path().join(format!("2021-{month:02}-essex-street.csv"));
        fs::write(&file, format!("{HEADER}\n{}", rows.concat())).unwrap();
        json(&wherenext(folder.path(), &["import", file.to_str().unwrap(), "--json"]));
    }
    folder
}

#[test]
fn months_scored_beside_plain_counts() {
    let folder = imported();
    let [svg, csv] = ["scores.svg", "scores.csv"].map(|name| folder.path().join(name));
    let asked = "backtest --category asb --grid square:500m --ground used --horizon 1mo --origins 2021-05-01..2021-11-01 \
                 --coverage cells:2,0.5 --models count-28d,count-all --json --out";
    let mut arguments: Vec<_> = asked.split_whitespace().collect();
    arguments.extend([svg.to_str().unwrap(), "--out", csv.to_str().unwrap()]);
    let found = json(&wherenext(folder.path(), &arguments));
    assert_eq!((&found["origins"]["count"], &found["left_out"][0]), (&Value::from(4), &Value::from("2021-09-01")));
    assert_eq!(found["incidents"], 4 * 78);
    let rows = found["forecasters"].as_array().unwrap();
    assert_eq!(rows.len(), 4, "two coverages, two forecasters");
    for row in rows {
        for name in ["pai", "pai_low", "pai_high", "pei", "hit_rate", "log_score", "seconds"] {
            assert!(row[name].is_number(), "{name} of {row}");
        }
        assert!(row["versus_best_naive"]["pai_ratio"].is_number() && row["origins"] == 4 && row["incidents"] == 312);
    }
    // The two best of twelve squares hold 23 of 78 every month.
    let hit_rate = rows[0]["hit_rate"].as_f64().unwrap();
    assert!((hit_rate - 23.0 / 78.0).abs() < 1e-9 && rows[0]["pei"] == 1.0, "{rows:?}");
    assert!(fs::read_to_string(svg).unwrap().contains("count-all"));
    assert_eq!(fs::read_to_string(csv).unwrap().lines().count(), 1 + 2 * 2 * 4);
    assert_eq!(fs::read_dir(folder.path().join("data/backtests")).unwrap().count(), 0, "no scores are left behind");
}

#[test]
fn what_cannot_be_asked() {
    let folder = imported();
    let fails = |asked: &str| {
        let output = wherenext(folder.path(), &asked.split_whitespace().collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(1), "{asked}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(fails("backtest --origins 2021-05-01..2021-08-01 --horizon 7d").contains("--horizon 1mo"));
    assert!(fails("backtest --origins 2021-05-01..2021-08-01 --models oracle").contains("is no forecaster"));
    assert!(fails("backtest --origins 2021-05-01..2021-08-01 --coverage 2").contains("--coverage"));
    assert!(fails("backtest --origins 2021-05-01..2021-05-02").contains("no whole period"));
    assert!(fails("backtest --origins 2031-05-01..2031-08-01").contains("there are 0"));
}
