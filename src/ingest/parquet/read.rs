use std::fmt::Display;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::column::TextColumn;
use super::geometry::Geometry;
use crate::ingest::error::IngestError;
use crate::ingest::header::Header;
use crate::ingest::tabled::{Tabled, TabledBuilder};

/// Rows of one piece.
const PIECE: usize = 8192;

/// Reads the rows of a Parquet file piece by piece; `take` answers whether to go on. The answer is the last of these.
pub fn read_parquet(
    path: &Path,
    mut take: impl FnMut(Tabled) -> Result<bool, IngestError>,
) -> Result<bool, IngestError> {
    let builder = open(path)?;
    let geometry = geometry_of(path, &builder)?;
    let rows = builder.with_batch_size(PIECE).build().map_err(|error| unreadable(path, error))?;
    let mut first = 1;
    for batch in rows {
        let batch = batch.map_err(|error| unreadable(path, error))?;
        let count = batch.num_rows() as u64;
        if !take(tabled(&batch, first, geometry.as_ref()))? {
            return Ok(false);
        }
        first += count;
    }
    Ok(true)
}

/// The columns that can be read, and those of the point.
pub fn parquet_header(path: &Path) -> Result<Header, IngestError> {
    let builder = open(path)?;
    let geometry = geometry_of(path, &builder)?;
    let nothing = RecordBatch::new_empty(Arc::clone(builder.schema()));
    Ok(tabled(&nothing, 1, geometry.as_ref()).header)
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Io { file: path.display().to_string(), source })?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(path, error))
}

fn geometry_of(path: &Path, builder: &ParquetRecordBatchReaderBuilder<File>) -> Result<Option<Geometry>, IngestError> {
    let entries = builder.metadata().file_metadata().key_value_metadata();
    let geo = entries.and_then(|entries| entries.iter().find(|entry| entry.key == "geo"));
    let geo = geo.and_then(|entry| entry.value.as_deref());
    Geometry::find(builder.schema(), geo).map_err(|reason| unreadable(path, reason))
}

fn tabled(batch: &RecordBatch, first: u64, geometry: Option<&Geometry>) -> Tabled {
    let schema = batch.schema();
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for (position, column) in batch.columns().iter().enumerate() {
        if let Some(text) = TextColumn::of(column) {
            names.push(schema.field(position).name().clone());
            texts.push(text);
        }
    }
    let mut tabled = TabledBuilder::new(first);
    for row in 0..batch.num_rows() {
        for text in &texts {
            tabled.field(|out| text.write(row, out));
        }
        tabled.end_record(geometry.map_or(Ok(None), |geometry| geometry.point(batch.column(geometry.column), row)));
    }
    tabled.build(names)
}

fn unreadable(path: &Path, reason: impl Display) -> IngestError {
    IngestError::Parquet { file: path.display().to_string(), reason: reason.to_string() }
}
