//! What tests need from outside the project: real data and other people's tools. A test that wants them says so and passes where
//! they are absent.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder of the shared data (`data/...`), in the folder that `WHERENEXT_SHARED` names or beside the project; `None`,
/// and a line that says so, where there is none.
pub fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let found = env::var_os("WHERENEXT_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: {} is absent", found.display());
    None
}

/// Whether the command `name` can be run here; a line that says so where it cannot, and a failure where `WHERENEXT_REQUIRE_TOOLS`
/// is set.
pub fn tool(name: &str) -> bool {
    let found = Command::new(name).arg("--version").output().is_ok();
    if !found {
        assert!(env::var_os("WHERENEXT_REQUIRE_TOOLS").is_none(), "{name} is not installed");
        eprintln!("skipped: {name} is not installed");
    }
    found
}
