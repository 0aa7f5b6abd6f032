use geo_types::Geometry;
use serde_json::{Map, Value as Json};

use super::error::EncodeError;

/// Features of one kind: a geometry each (longitude and latitude in degrees, or none) and columns of properties.
///
/// Row `i` is the same feature in every column. `about` travels with the features wherever the format has room for it: what
/// was measured, its unit, window and method.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    name: String,
    geometries: Vec<Option<Geometry<f64>>>,
    columns: Vec<Column>,
    about: Map<String, Json>,
}

/// One property of every feature, under one name and of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    name: String,
    values: Values,
}

/// A column's values; `None` where a feature has no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
}

/// One value of a column.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Flag(bool),
}

impl Layer {
    /// Every column must have one value a geometry, and its name once.
    pub fn new(
        name: impl Into<String>,
        geometries: Vec<Option<Geometry<f64>>>,
        columns: Vec<Column>,
    ) -> Result<Self, EncodeError> {
        let name = name.into();
        for (position, column) in columns.iter().enumerate() {
            if column.len() != geometries.len() {
                let (column, values) = (column.name.clone(), column.len());
                return Err(EncodeError::Length { layer: name, column, values, features: geometries.len() });
            }
            if columns[..position].iter().any(|other| other.name == column.name) {
                return Err(EncodeError::TwiceNamed { layer: name, column: column.name.clone() });
            }
        }
        Ok(Self { name, geometries, columns, about: Map::new() })
    }

    /// A table without geometries.
    pub fn table(name: impl Into<String>, columns: Vec<Column>) -> Result<Self, EncodeError> {
        let rows = columns.first().map_or(0, Column::len);
        Self::new(name, vec![None; rows], columns)
    }

    /// Adds one statement about the whole layer, such as its unit.
    #[must_use]
    pub fn with_about(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.about.insert(key.into(), value.into());
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn len(&self) -> usize {
        self.geometries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.geometries.is_empty()
    }

    pub fn geometries(&self) -> &[Option<Geometry<f64>>] {
        &self.geometries
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }

    pub fn about(&self) -> &Map<String, Json> {
        &self.about
    }
}

impl Column {
    pub fn text<T: Into<Option<String>>>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.into(), values: Values::Text(values.into_iter().map(Into::into).collect()) }
    }

    pub fn integer<T: Into<Option<i64>>>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.into(), values: Values::Integer(values.into_iter().map(Into::into).collect()) }
    }

    /// A number that is not finite is no answer: no format but CSV could carry it.
    pub fn number<T: Into<Option<f64>>>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        let finite = |value: T| value.into().filter(|number| number.is_finite());
        Self { name: name.into(), values: Values::Number(values.into_iter().map(finite).collect()) }
    }

    pub fn flag<T: Into<Option<bool>>>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.into(), values: Values::Flag(values.into_iter().map(Into::into).collect()) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn values(&self) -> &Values {
        &self.values
    }

    pub fn len(&self) -> usize {
        match &self.values {
            Values::Text(values) => values.len(),
            Values::Integer(values) => values.len(),
            Values::Number(values) => values.len(),
            Values::Flag(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of feature `row`, which must be below [`len`](Self::len).
    pub fn value(&self, row: usize) -> Option<Value<'_>> {
        match &self.values {
            Values::Text(values) => values[row].as_deref().map(Value::Text),
            Values::Integer(values) => values[row].map(Value::Integer),
            Values::Number(values) => values[row].map(Value::Number),
            Values::Flag(values) => values[row].map(Value::Flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_match_the_features() {
        let short = Layer::new("spots", vec![None, None], vec![Column::integer("count", [1])]);
        assert!(matches!(short, Err(EncodeError::Length { values: 1, features: 2, .. })));
        let twice = Layer::table("t", vec![Column::flag("a", [true]), Column::flag("a", [false])]);
        assert!(matches!(twice, Err(EncodeError::TwiceNamed { .. })));
        let layer = Layer::table("t", vec![Column::text("a", [Some("x".to_owned()), None])]).unwrap();
        assert_eq!((layer.len(), layer.columns()[0].value(0)), (2, Some(Value::Text("x"))));
    }

    #[test]
    fn not_a_number_is_no_answer() {
        let column = Column::number("rate", [f64::NAN, 1.5]);
        assert_eq!((column.value(0), column.value(1)), (None, Some(Value::Number(1.5))));
    }
}
