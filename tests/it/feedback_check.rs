//! `wherenext feedback-check` on the built binary, in small.

use std::process::{Command, Output};

use serde_json::Value;

fn feedback_check(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wherenext")).arg("feedback-check").args(arguments).output().unwrap()
}

#[test]
fn uncorrected_runs_away_in_the_same_output() {
    let output = feedback_check(&["--runs", "60", "--seed", "3", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["runs"], &found["passed"]), (&Value::from(60), &Value::from(true)));
    let treatments = found["treatments"].as_array().unwrap();
    for treatment in treatments {
        let outside = treatment["outside_fraction"].as_f64().unwrap();
        match (treatment["is_held"].as_bool().unwrap(), treatment["provenances"].as_str().unwrap()) {
            (true, _) => assert!(outside <= 0.01, "{treatment}"),
            (false, "count") if treatment["recorded"] == "found-only" && treatment["patrols_follow"] == true => {
                assert!(outside > 0.7, "{treatment}");
            }
            _ => {}
        }
    }
    assert!(found["finding"]["caveat"].as_str().unwrap().contains("noise"));
}

#[test]
fn too_short_a_time_fails_and_says_what_noise_does() {
    let output = feedback_check(&["--runs", "60", "--years", "1"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Sampling noise alone") && text.contains("found only, corrected:0.02"), "{text}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("too many runs"));
    assert_eq!(feedback_check(&["--areas", "1"]).status.code(), Some(1), "one area has no share");
}
