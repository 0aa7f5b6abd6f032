use super::features::Features;
use super::field::Scalar;
use super::property_test::Test;
use super::spatial::{Relation, Shape};
use super::temporal::{Datetime, TimeRelation};

/// A condition on features, read and checked. Three-valued: a property without a value makes what is said of it unknown, and
/// a feature passes only where the whole is true (SQL's rule, which CQL2 takes over).
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    Is(bool),
    Test(Test),
    HasGeometry(bool),
    Shape(Relation, Shape),
    Time(TimeRelation, Moment, Moment),
}

/// A span of time in a temporal function.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    Fixed(Datetime),
    /// A field that is a date or a moment.
    Field(usize),
    /// From one to another; `None` is open.
    Between(Option<Box<Moment>>, Option<Box<Moment>>),
}

impl Moment {
    fn span(&self, features: &dyn Features, row: usize) -> Option<Datetime> {
        match self {
            Self::Fixed(span) => Some(*span),
            Self::Field(field) => match features.value(*field, row)? {
                Scalar::Instant(second) => Some(Datetime { first: second, last: second }),
                Scalar::Date(_, second) => Some(Datetime { first: second, last: second + 86_399 }),
                _ => None,
            },
            Self::Between(from, to) => {
                let first = match from {
                    Some(from) => from.span(features, row)?.first,
                    None => i64::MIN,
                };
                let last = match to {
                    Some(to) => to.span(features, row)?.last,
                    None => i64::MAX,
                };
                Some(Datetime { first, last })
            }
        }
    }
}

/// A predicate bound to the features that it will be asked about: questions on a dictionary's entries are answered already.
pub enum Bound<'a> {
    All(Vec<Bound<'a>>),
    Any(Vec<Bound<'a>>),
    Not(Box<Bound<'a>>),
    Is(bool),
    Coded { of_row: Box<dyn Fn(usize) -> usize + Send + Sync + 'a>, truths: Vec<Option<bool>> },
    Test(&'a Test, &'a dyn Features),
    HasGeometry(bool, &'a dyn Features),
    Shape(Relation, &'a Shape, &'a dyn Features),
    Time(TimeRelation, &'a Moment, &'a Moment, &'a dyn Features),
}

impl Predicate {
    pub fn bind<'a>(&'a self, features: &'a dyn Features) -> Bound<'a> {
        let all = |parts: &'a [Self]| parts.iter().map(|part| part.bind(features)).collect();
        match self {
            Self::All(parts) => Bound::All(all(parts)),
            Self::Any(parts) => Bound::Any(all(parts)),
            Self::Not(inner) => Bound::Not(Box::new(inner.bind(features))),
            Self::Is(truth) => Bound::Is(*truth),
            Self::Test(test) => coded(test, features).unwrap_or(Bound::Test(test, features)),
            Self::HasGeometry(wanted) => Bound::HasGeometry(*wanted, features),
            Self::Shape(relation, shape) => Bound::Shape(*relation, shape, features),
            Self::Time(relation, left, right) => Bound::Time(*relation, left, right, features),
        }
    }
}

fn coded<'a>(test: &'a Test, features: &'a dyn Features) -> Option<Bound<'a>> {
    let codes = features.codes(test.single_field()?)?;
    let truths = (0..=codes.count).map(|code| test.truth(&|_| (codes.value)(code))).collect();
    Some(Bound::Coded { of_row: codes.of_row, truths })
}

impl Bound<'_> {
    pub fn truth(&self, row: usize) -> Option<bool> {
        match self {
            // False where any is false, else unknown where any is.
            Self::All(parts) => {
                let mut whole = Some(true);
                for part in parts {
                    match part.truth(row) {
                        Some(false) => return Some(false),
                        Some(true) => {}
                        None => whole = None,
                    }
                }
                whole
            }
            Self::Any(parts) => {
                let mut whole = Some(false);
                for part in parts {
                    match part.truth(row) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => whole = None,
                    }
                }
                whole
            }
            Self::Not(inner) => inner.truth(row).map(|truth| !truth),
            Self::Is(truth) => Some(*truth),
            Self::Coded { of_row, truths } => truths[of_row(row)],
            Self::Test(test, features) => test.truth(&|field| features.value(field, row)),
            Self::HasGeometry(wanted, features) => Some(features.bounds(row).is_some() == *wanted),
            Self::Shape(relation, shape, features) => shape.holds(*relation, *features, row),
            Self::Time(relation, left, right, features) => {
                Some(relation.holds(left.span(*features, row)?, right.span(*features, row)?))
            }
        }
    }
}
