use std::borrow::Cow;
use std::fmt::Debug;

use geo_types::{Geometry, Rect};

use super::field::{Field, Scalar};

/// The features of one collection, by row: row `i` is the same feature for every question, as long as this lives.
pub trait Features: Debug + Send + Sync {
    fn len(&self) -> usize;

    fn fields(&self) -> &[Field];

    /// Its name within the collection, the same in the next snapshot as long as it is the same thing.
    fn id(&self, row: usize) -> Cow<'_, str>;

    fn row_of(&self, id: &str) -> Option<usize>;

    /// Longitude and latitude, degrees.
    fn geometry(&self, row: usize) -> Option<Cow<'_, Geometry<f64>>>;

    /// The box round [`geometry`](Self::geometry).
    fn bounds(&self, row: usize) -> Option<Rect<f64>>;

    fn when(&self, row: usize) -> Option<Span>;

    /// The value of field number `field`.
    fn value(&self, field: usize, row: usize) -> Option<Scalar<'_>>;

    /// The dictionary of field number `field`, where it has one.
    fn codes(&self, _field: usize) -> Option<Codes<'_>> {
        None
    }
}

/// A half-open span of time, seconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: i64,
    pub end: i64,
}

/// A field whose values are few: each row has the number of its value, so that a question is asked once a value.
pub struct Codes<'a> {
    /// Rows without a value have this number.
    pub count: usize,
    pub of_row: Box<dyn Fn(usize) -> usize + Send + Sync + 'a>,
    pub value: Box<dyn Fn(usize) -> Option<Scalar<'a>> + 'a>,
}
