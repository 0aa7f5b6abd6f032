use std::borrow::Cow;

use geo::BoundingRect;
use geo_types::{Geometry, Rect};
use jiff::civil::Date;

use super::features::{Features, Span};
use super::field::{Field, Kind, Scalar};
use crate::encode::{Column, Layer, Value};
use crate::serve::once::Bytes;
use crate::time::CivilZone;

/// The features of an analysis or a layer of areas: few enough to be kept as they are sent.
#[derive(Debug)]
pub struct Table {
    layer: Layer,
    fields: &'static [Field],
    /// The column of each field.
    columns: Vec<Option<usize>>,
    id: usize,
    when: When,
    zone: CivilZone,
    bounds: Vec<Option<Rect<f64>>>,
}

/// The time that a table's features belong to.
#[derive(Debug)]
pub enum When {
    /// All of them were made from the same window.
    All(Option<Span>),
    Each(Vec<Option<Span>>),
}

impl Table {
    /// `id` is the name of the column that holds the features' names; the layer's first column where there is none such.
    pub fn new(layer: Layer, fields: &'static [Field], id: &str, when: When, zone: CivilZone) -> Self {
        let column = |name: &str| layer.columns().iter().position(|column| column.name() == name);
        let columns = fields.iter().map(|field| column(field.name)).collect();
        let id = column(id).unwrap_or(0);
        let bounds = layer.geometries().iter().map(|it| it.as_ref().and_then(BoundingRect::bounding_rect)).collect();
        Self { layer, fields, columns, id, when, zone, bounds }
    }

    fn column(&self, field: usize) -> Option<&Column> {
        self.columns[field].map(|column| &self.layer.columns()[column])
    }
}

impl Features for Table {
    fn len(&self) -> usize {
        self.layer.len()
    }

    fn fields(&self) -> &[Field] {
        self.fields
    }

    fn id(&self, row: usize) -> Cow<'_, str> {
        match self.layer.columns().get(self.id).and_then(|column| column.value(row)) {
            Some(Value::Text(text)) => Cow::Borrowed(text),
            Some(Value::Integer(number)) => Cow::Owned(number.to_string()),
            Some(Value::Number(_) | Value::Flag(_)) | None => Cow::Owned(row.to_string()),
        }
    }

    fn row_of(&self, id: &str) -> Option<usize> {
        (0..self.len()).find(|&row| self.id(row) == id)
    }

    fn geometry(&self, row: usize) -> Option<Cow<'_, Geometry<f64>>> {
        self.layer.geometries()[row].as_ref().map(Cow::Borrowed)
    }

    fn bounds(&self, row: usize) -> Option<Rect<f64>> {
        self.bounds[row]
    }

    fn when(&self, row: usize) -> Option<Span> {
        match &self.when {
            When::All(span) => *span,
            When::Each(spans) => spans[row],
        }
    }

    fn value(&self, field: usize, row: usize) -> Option<Scalar<'_>> {
        match (self.column(field)?.value(row)?, self.fields[field].kind) {
            (Value::Text(text), Kind::Date) => {
                let date: Date = text.parse().ok()?;
                Some(Scalar::Date(Cow::Borrowed(text), self.zone.day_start(date)))
            }
            (Value::Text(text), _) => Some(Scalar::Text(Cow::Borrowed(text))),
            (Value::Integer(number), Kind::Number) => Some(Scalar::Number(number as f64)),
            (Value::Integer(number), _) => Some(Scalar::Integer(number)),
            (Value::Number(number), _) => Some(Scalar::Number(number)),
            (Value::Flag(flag), _) => Some(Scalar::Flag(flag)),
        }
    }
}

impl Bytes for Table {
    fn bytes(&self) -> usize {
        // A polygon of seven points, its box, a span and the properties.
        self.layer.len() * (400 + self.fields.len() * 24) + 1024
    }
}
