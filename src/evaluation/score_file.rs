use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::error::BackTestError;
use super::origin_scores::OriginScores;

/// Scores as they were made, so that a back-test that was killed goes on where it was: a line of JSON each, under the key of what
/// determines them. Lines of another key, and a last line that was cut short, are as if they were not there.
#[derive(Debug)]
pub struct ScoreFile {
    key: String,
    known: HashMap<(String, Date), OriginScores>,
    file: Option<(PathBuf, Mutex<File>)>,
}

#[derive(Deserialize)]
struct Line {
    key: String,
    scores: OriginScores,
}

#[derive(Serialize)]
struct LineOf<'a> {
    key: &'a str,
    scores: &'a OriginScores,
}

impl ScoreFile {
    /// Keeps nothing.
    pub fn none() -> Self {
        Self { key: String::new(), known: HashMap::new(), file: None }
    }

    /// Reads what `path` has under `key`, and keeps new scores there.
    pub fn open(path: &Path, key: String) -> Result<Self, BackTestError> {
        let failed = |source| BackTestError::Keep { path: path.to_owned(), source };
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = File::options().create(true).append(true).open(path).map_err(failed)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(failed)?;
        }
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let own = lines.filter(|line| line.key == key).map(|line| line.scores);
        let known = own.map(|scores| ((scores.forecaster.clone(), scores.origin), scores)).collect();
        Ok(Self { key, known, file: Some((path.to_owned(), Mutex::new(file))) })
    }

    /// How many scores were found.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn get(&self, forecaster: &str, origin: Date) -> Option<&OriginScores> {
        self.known.get(&(forecaster.to_owned(), origin))
    }

    /// Writes a line, and gives the scores as they will be read: numbers may lose their last bit on the way, and a run that goes on must
    /// end as one that was not interrupted.
    pub(super) fn keep(&self, scores: &OriginScores) -> Result<OriginScores, BackTestError> {
        let mut line = serde_json::to_string(&LineOf { key: &self.key, scores }).expect("scores are plain values");
        line.push('\n');
        if let Some((path, file)) = &self.file {
            let mut file = file.lock().expect("nobody panics while writing a line");
            file.write_all(line.as_bytes()).map_err(|source| BackTestError::Keep { path: path.clone(), source })?;
        }
        Ok(serde_json::from_str::<Line>(&line).expect("it was just written").scores)
    }
}
