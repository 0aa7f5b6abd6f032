use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

/// What every command gets besides its own arguments.
#[derive(Debug)]
pub struct Context {
    pub data_dir: PathBuf,
    pub json: bool,
}

impl Context {
    /// Prints `value` as the one JSON object of `--json`, or else `text` for people. A reader that has seen enough (`| head`) is
    /// no failure.
    pub fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> anyhow::Result<()> {
        let answer = if self.json { serde_json::to_string(value)? } else { text() };
        match writeln!(io::stdout(), "{}", answer.trim_end()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    /// Says on standard error why the command failed, with the chain of causes.
    pub fn fail(&self, error: &anyhow::Error) {
        eprintln!("wherenext: {error:#}");
    }
}
