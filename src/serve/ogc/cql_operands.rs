use cql2::Expr;
use geo::{CoordsIter, MapCoords};
use geo_types::Geometry;

use super::cql::CqlError;
use super::cql_reader::{MOST_DEEP, Reader};
use super::field::Kind;
use super::predicate::Moment;
use super::property_test::Operand;
use super::spatial::Shape;
use super::temporal::{Datetime, moment, plain_date};

/// What an operand's values are, as far as comparing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Text,
    Number,
    Flag,
    Time,
}

impl Reader<'_> {
    pub fn shape(&self, expression: &Expr) -> Result<Shape, CqlError> {
        let no_shape = || CqlError::Mismatch(format!("{} is no shape", described(expression)));
        let given = match expression {
            Expr::BBox { bbox } if bbox.len() == 4 || bbox.len() == 6 => Geometry::try_from(expression.clone()),
            Expr::Geometry(_) => Geometry::try_from(expression.clone()),
            _ => return Err(no_shape()),
        };
        let given = given.map_err(|_| no_shape())?;
        let shape = given.map_coords(|at| self.crs.inverse(self.crs.in_axis_order(at)));
        let on_earth = shape.coords_iter().all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 90.0);
        Shape::new(shape).filter(|_| on_earth).ok_or_else(no_shape)
    }

    pub fn moment(&self, expression: &Expr) -> Result<Moment, CqlError> {
        let no_time = || CqlError::Mismatch(format!("{} is no time", described(expression)));
        let end = |bound: &Expr| match bound {
            Expr::Literal(open) if open == ".." || open.is_empty() => Ok(None),
            bound => self.moment(bound).map(|moment| Some(Box::new(moment))),
        };
        match expression {
            Expr::Property { property } => match self.field(property)? {
                Operand::Field(field, Kind::Date | Kind::Instant) => Ok(Moment::Field(field)),
                _ => Err(no_time()),
            },
            Expr::Interval { interval } => match interval.as_slice() {
                [from, to]
                    if !matches!(from.as_ref(), Expr::Interval { .. })
                        && !matches!(to.as_ref(), Expr::Interval { .. }) =>
                {
                    Ok(Moment::Between(end(from)?, end(to)?))
                }
                _ => Err(no_time()),
            },
            other => self.fixed(other).map(Moment::Fixed).ok_or_else(no_time),
        }
    }

    fn fixed(&self, expression: &Expr) -> Option<Datetime> {
        match expression {
            Expr::Literal(text) => moment(text, self.zone),
            Expr::Date { date } => match date.as_ref() {
                Expr::Literal(text) => plain_date(text).and_then(|_| moment(text, self.zone)),
                _ => None,
            },
            Expr::Timestamp { timestamp } => match timestamp.as_ref() {
                Expr::Literal(text) => moment(text, self.zone).filter(|_| plain_date(text).is_none()),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn operand(&self, expression: &Expr, depth: usize) -> Result<Operand, CqlError> {
        if depth > MOST_DEEP {
            return Err(CqlError::Deep);
        }
        match expression {
            Expr::Property { property } => self.field(property),
            Expr::Literal(text) => Ok(Operand::Text(text.clone())),
            Expr::Float(number) if number.is_finite() => Ok(Operand::Number(*number)),
            Expr::Bool(flag) => Ok(Operand::Flag(*flag)),
            Expr::Date { .. } | Expr::Timestamp { .. } => match self.fixed(expression) {
                Some(moment) => Ok(Operand::Instant(moment.first)),
                None => Err(CqlError::Mismatch(format!("{} is no time", described(expression)))),
            },
            Expr::Operation { op, args } if op == "casei" => match args.as_slice() {
                [inner] => {
                    let inner = self.operand(inner, depth + 1)?;
                    let is_text = sort(&inner) == Sort::Text;
                    let wrong = || CqlError::Mismatch("casei is for text".to_owned());
                    if is_text { Ok(Operand::Lower(Box::new(inner))) } else { Err(wrong()) }
                }
                _ => Err(CqlError::Mismatch("casei takes one text".to_owned())),
            },
            Expr::Operation { op, args } => self.arithmetic(op, args, depth + 1),
            other => Err(CqlError::Mismatch(format!("{} cannot be compared", described(other)))),
        }
    }

    fn arithmetic(&self, op: &str, args: &[Box<Expr>], depth: usize) -> Result<Operand, CqlError> {
        let sign = match op {
            "+" | "-" | "*" | "/" | "%" | "^" => op.chars().next(),
            "div" => Some('d'),
            _ => None,
        };
        let sign = sign.ok_or_else(|| CqlError::Unsupported(op.to_owned()))?;
        let [left, right] = two(op, args)?;
        let (left, right) = (self.operand(left, depth)?, self.operand(right, depth)?);
        if sort(&left) != Sort::Number || sort(&right) != Sort::Number {
            return Err(CqlError::Mismatch(format!("{op} is for numbers")));
        }
        Ok(Operand::Arithmetic(sign, Box::new(left), Box::new(right)))
    }

    pub fn field(&self, name: &str) -> Result<Operand, CqlError> {
        let found = self.fields.iter().position(|field| field.name == name);
        let found = found.map(|position| Operand::Field(position, self.fields[position].kind));
        found.ok_or_else(|| CqlError::Property(name.to_owned()))
    }
}

/// Exactly two arguments.
pub fn two<'a>(op: &str, args: &'a [Box<Expr>]) -> Result<[&'a Expr; 2], CqlError> {
    match args {
        [left, right] => Ok([left, right]),
        _ => Err(CqlError::Mismatch(format!("{op} takes two arguments"))),
    }
}

/// What an operand's values are.
pub fn sort(operand: &Operand) -> Sort {
    match operand {
        Operand::Field(_, Kind::Text) | Operand::Text(_) | Operand::Lower(_) => Sort::Text,
        Operand::Field(_, Kind::Integer | Kind::Number) | Operand::Number(_) | Operand::Arithmetic(..) => Sort::Number,
        Operand::Field(_, Kind::Flag) | Operand::Flag(_) => Sort::Flag,
        Operand::Field(_, Kind::Date | Kind::Instant) | Operand::Instant(_) => Sort::Time,
    }
}

/// An expression in an error.
pub fn described(expression: &Expr) -> String {
    match expression {
        Expr::Property { property } => property.clone(),
        Expr::Literal(text) => format!("{text:?}"),
        Expr::Float(number) => number.to_string(),
        Expr::Bool(flag) => flag.to_string(),
        Expr::Operation { op, .. } => op.clone(),
        Expr::Interval { .. } => "an interval".to_owned(),
        Expr::Timestamp { .. } => "a timestamp".to_owned(),
        Expr::Date { .. } => "a date".to_owned(),
        Expr::BBox { .. } => "a box".to_owned(),
        Expr::Array(_) => "a list".to_owned(),
        Expr::Geometry(_) => "a shape".to_owned(),
        Expr::Null => "null".to_owned(),
    }
}
