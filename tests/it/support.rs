//! Real data for tests: not part of the project, so that tests that want it say so and pass where it is absent.

use std::env;
use std::path::{Path, PathBuf};

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
