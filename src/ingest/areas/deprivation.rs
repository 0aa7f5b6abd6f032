use super::error::AreaFileError;
use crate::space::{Area, DeprivationMeasure};

/// A column of deprivation, and what its numbers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeprivationColumn {
    pub column: String,
    pub measure: DeprivationMeasure,
}

impl DeprivationColumn {
    /// Without a measure, the one that the column's name has in it.
    pub fn new(column: &str, measure: Option<DeprivationMeasure>) -> Result<Self, AreaFileError> {
        let measure = measure.or_else(|| DeprivationMeasure::of_column(column));
        let measure = measure.ok_or_else(|| AreaFileError::Measure { column: column.to_owned() })?;
        Ok(Self { column: column.to_owned(), measure })
    }
}

/// A finite number, perhaps with commas between thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    text.replace(',', "").parse().ok().filter(|value: &f64| value.is_finite())
}

/// Gives each area its tenth by `values`, one an area; the `Err` is the position of a value that is no decile.
pub(super) fn give(areas: &mut [Area], values: &[Option<f64>], measure: DeprivationMeasure) -> Result<(), usize> {
    let found = measure.of_layer(values)?;
    areas.iter_mut().zip(found).for_each(|(area, found)| area.deprivation = found);
    Ok(())
}
