use std::path::Path;

use geo_types::LineString;
use rustc_hash::FxHashMap;

use super::error::AreaFileError;

/// A boundary file as it is: texts under column names, shapes in its own coordinates.
#[derive(Debug, Default)]
pub(super) struct RawAreas {
    pub(super) columns: Columns,
    pub(super) features: Vec<RawFeature>,
    /// What the file says that its coordinates are in: an EPSG number, or a name that we do not know.
    pub(super) declared: Option<Result<u32, String>>,
}

#[derive(Debug)]
pub(super) struct RawFeature {
    /// By column; may end early.
    pub(super) values: Vec<Option<String>>,
    pub(super) shape: RawShape,
}

/// Rings as they were written, perhaps not even closed.
#[derive(Clone, Debug)]
pub(super) enum RawShape {
    /// Of each polygon the outer ring first, then its holes.
    Polygons(Vec<Vec<LineString<f64>>>),
    /// Outer rings and holes in any order.
    Rings(Vec<LineString<f64>>),
}

impl RawShape {
    pub(super) fn rings_mut(&mut self) -> impl Iterator<Item = &mut LineString<f64>> {
        let (polygons, rings) = match self {
            Self::Polygons(polygons) => (polygons.as_mut_slice(), &mut [][..]),
            Self::Rings(rings) => (&mut [][..], rings.as_mut_slice()),
        };
        polygons.iter_mut().flatten().chain(rings)
    }
}

/// Column names in their order.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: Vec<String>,
    positions: FxHashMap<String, usize>,
}

impl Columns {
    /// The position of a column, which is added where it is new.
    pub(super) fn position(&mut self, name: &str) -> usize {
        if let Some(&position) = self.positions.get(name) {
            return position;
        }
        self.names.push(name.to_owned());
        self.positions.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    pub(super) fn find(&self, path: &Path, column: &str) -> Result<usize, AreaFileError> {
        self.positions.get(column).copied().ok_or_else(|| AreaFileError::NoColumn {
            path: path.to_owned(),
            column: column.to_owned(),
            available: if self.names.is_empty() { "no columns at all".to_owned() } else { self.names.join(", ") },
        })
    }
}

impl RawFeature {
    /// What stands in a column, without blanks around it; `None` where that is nothing.
    pub(super) fn value(&self, column: usize) -> Option<&str> {
        self.values.get(column)?.as_deref().map(str::trim).filter(|value| !value.is_empty())
    }
}
