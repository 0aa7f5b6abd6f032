use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::world::{FIRE, RULES, fill};

fn wherenext(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(folder).args(arguments).env_remove("WHERENEXT_DATA_DIR");
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn shown_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    assert!(printed(&wherenext(folder.path(), &["disclosure", "show"])).contains("nothing is disclosed"));
    fill(folder.path(), 1);
    let viewer = RULES.replace("[[agreement]]", "[viewer]").replace(&format!("agency = \"{FIRE}\"\n"), "");
    let viewer = viewer.replace("hex:8", "hex:7").replace("\"fire/deliberate\"", "\"crime/arson\"");
    std::fs::write(folder.path().join("disclosure.toml"), format!("{viewer}{RULES}")).unwrap();
    let shown = printed(&wherenext(folder.path(), &["disclosure", "show", "--agency", FIRE]));
    assert!(
        shown.contains(FIRE) && shown.contains("fewer than 6 incidents") && !shown.contains("resolution 7"),
        "{shown}"
    );
    let checked: Value =
        serde_json::from_str(&printed(&wherenext(folder.path(), &["--json", "disclosure", "check"]))).unwrap();
    let fire = &checked["agreements"][1];
    let number = |name: &str| fire[name].as_u64().unwrap();
    assert!(number("incidents_shown") > 1500 && number("incidents_shown") < number("incidents_covered"), "{checked}");
    let warnings = checked["warnings"].to_string();
    assert!(warnings.contains("can subtract") && warnings.contains("crime/arson"), "{warnings}");
    let unknown = wherenext(folder.path(), &["disclosure", "show", "--agency", "Housing"]);
    assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("Housing"));
}

#[test]
fn a_wrong_rule_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("disclosure.toml"), RULES.replace("hex:8", "hex:12")).unwrap();
    for arguments in [&["disclosure", "show"][..], &["serve"]] {
        let refused = wherenext(folder.path(), arguments);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains("disclosure.toml") && said.contains("hex:12"), "{said}");
    }
}
