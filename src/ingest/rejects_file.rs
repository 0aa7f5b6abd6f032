use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::IngestError;
use super::reject::Reject;

/// Writes rejected rows to `DIR/<time>-rejects.csv` with the columns `file,line,reason,detail,row`. The file appears under its
/// name when it is kept; before that it has another ending, and is removed when it is dropped.
#[derive(Debug)]
pub struct RejectsFile {
    folder: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    writer: csv::Writer<BufWriter<File>>,
    partial: PathBuf,
    whole: PathBuf,
}

impl RejectsFile {
    /// Nothing is written before the first reject.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: None }
    }

    pub fn add(&mut self, file: &str, reject: &Reject) -> Result<(), IngestError> {
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(begin(&self.folder)?),
        };
        let line = reject.line.to_string();
        let slug = reject.fault.reason.slug();
        let record = [file.as_bytes(), line.as_bytes(), slug.as_bytes(), reject.fault.detail.as_bytes(), &reject.raw];
        open.writer.write_record(record).map_err(|error| unwritable(&open.partial, error.into()))
    }

    /// Gives the file its name, if there were any rejects.
    pub fn keep(mut self) -> Result<Option<PathBuf>, IngestError> {
        let Some(mut open) = self.open.take() else { return Ok(None) };
        let done = open.writer.flush().and_then(|()| fs::rename(&open.partial, &open.whole));
        done.map_err(|source| unwritable(&open.whole, source))?;
        Ok(Some(open.whole))
    }
}

impl Drop for RejectsFile {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            // Nothing more can be done about a file that cannot be removed; its ending says that it is not whole.
            let _ = fs::remove_file(&open.partial);
        }
    }
}

fn begin(folder: &Path) -> Result<Open, IngestError> {
    fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    let time = Timestamp::now().strftime("%Y-%m-%dT%H%M%SZ").to_string();
    for turn in 1_u32.. {
        let name = if turn == 1 { format!("{time}-rejects.csv") } else { format!("{time}-rejects-{turn}.csv") };
        let whole = folder.join(&name);
        let partial = folder.join(format!("{name}.partial"));
        if whole.exists() {
            continue;
        }
        let file = match OpenOptions::new().write(true).create_new(true).open(&partial) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(source) => return Err(unwritable(&partial, source)),
        };
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
        let header = ["file", "line", "reason", "detail", "row"];
        writer.write_record(header).map_err(|error| unwritable(&partial, error.into()))?;
        return Ok(Open { writer, partial, whole });
    }
    Err(unwritable(folder, io::Error::from(ErrorKind::AlreadyExists)))
}

fn unwritable(file: &Path, source: io::Error) -> IngestError {
    IngestError::Rejects { file: file.display().to_string(), source }
}
