use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::csv::write_csv;
use super::error::EncodeError;
use super::geojson::write_geojson;
use super::geoparquet::write_parquet;
use super::layer::Layer;

/// A file format for whole layers, picked by the file's ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    GeoJson,
    Csv,
    GeoParquet,
}

impl FileFormat {
    /// `.geojson` or `.json`, `.csv`, `.parquet` or `.geoparquet`, in any case.
    pub fn of_path(path: &Path) -> Result<Self, EncodeError> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "geojson" | "json" => Ok(Self::GeoJson),
            "csv" => Ok(Self::Csv),
            "parquet" | "geoparquet" => Ok(Self::GeoParquet),
            _ => Err(EncodeError::Ending(path.to_owned())),
        }
    }
}

/// Writes a layer to `path` in the format of its ending. The file appears whole or not at all: it is written beside its place
/// and renamed.
pub fn write_file(layer: &Layer, path: &Path) -> Result<(), EncodeError> {
    let format = FileFormat::of_path(path)?;
    let failed = |source: io::Error| EncodeError::File { path: path.to_owned(), source };
    let beside = part_path(path);
    let mut out = BufWriter::new(File::create(&beside).map_err(failed)?);
    let written = match format {
        FileFormat::GeoJson => write_geojson(layer, &mut out),
        FileFormat::Csv => write_csv(layer, &mut out),
        FileFormat::GeoParquet => write_parquet(layer, &mut out),
    };
    let finished = written.and_then(|()| out.flush().map_err(failed));
    drop(out);
    match finished {
        Ok(()) => fs::rename(&beside, path).map_err(failed),
        Err(error) => {
            // Why it failed matters more than a leftover that cannot be removed.
            fs::remove_file(&beside).ok();
            Err(error)
        }
    }
}

fn part_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::layer::Column;

    #[test]
    fn endings() {
        assert_eq!(FileFormat::of_path(Path::new("a/b.GeoJSON")).unwrap(), FileFormat::GeoJson);
        assert_eq!(FileFormat::of_path(Path::new("b.csv")).unwrap(), FileFormat::Csv);
        assert_eq!(FileFormat::of_path(Path::new("b.parquet")).unwrap(), FileFormat::GeoParquet);
        assert!(matches!(FileFormat::of_path(Path::new("b.shp")), Err(EncodeError::Ending(_))));
    }

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let good = Layer::table("t", vec![Column::integer("a", [1])]).unwrap();
        let path = folder.path().join("t.csv");
        write_file(&good, &path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a\n1\n");

        let line = geo_types::Line::new((0.0, 0.0), (1.0, 1.0));
        let bad = Layer::new("bad", vec![Some(line.into())], Vec::new()).unwrap();
        let path = folder.path().join("bad.parquet");
        assert!(matches!(write_file(&bad, &path), Err(EncodeError::Geometry { geometry: "LineString", .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
