use std::path::PathBuf;

use serde::Serialize;

/// What every command gets besides its own arguments.
#[derive(Debug)]
pub struct Context {
    pub data_dir: PathBuf,
    pub json: bool,
}

impl Context {
    /// Prints `value` as the one JSON object of `--json`, or else `text` for people.
    pub fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(value)?);
        } else {
            println!("{}", text().trim_end());
        }
        Ok(())
    }

    /// Says on standard error why the command failed, with the chain of causes.
    pub fn fail(&self, error: &anyhow::Error) {
        eprintln!("wherenext: {error:#}");
    }
}
