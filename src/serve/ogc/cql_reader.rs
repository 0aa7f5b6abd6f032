use cql2::Expr;

use super::cql::{CqlError, GEOMETRY};
use super::cql_operands::{Sort, described, sort, two};
use super::crs::Crs;
use super::field::Field;
use super::predicate::Predicate;
use super::property_test::{Comparison, Operand, Pattern, Test};
use super::spatial::Relation;
use super::temporal::{TimeRelation, moment};
use crate::time::CivilZone;

/// Operations within operations: what is asked of every feature must not need a deep stack.
pub const MOST_DEEP: usize = 64;

/// Turns what the parser found into a condition on features, each part checked against the fields' kinds.
pub struct Reader<'a> {
    pub fields: &'static [Field],
    pub crs: Crs,
    pub zone: &'a CivilZone,
}

impl Reader<'_> {
    pub fn predicate(&self, expression: &Expr, depth: usize) -> Result<Predicate, CqlError> {
        if depth > MOST_DEEP {
            return Err(CqlError::Deep);
        }
        match expression {
            Expr::Bool(truth) => Ok(Predicate::Is(*truth)),
            Expr::Property { property } => {
                let operand = self.field(property)?;
                match sort(&operand) {
                    Sort::Flag => Ok(Predicate::Test(Test::Holds(operand))),
                    _ => Err(CqlError::Mismatch(format!("{property} alone is no condition: it is not true or false"))),
                }
            }
            Expr::Operation { op, args } => self.operation(op, args, depth + 1),
            other => Err(CqlError::Mismatch(format!("{} is no condition", described(other)))),
        }
    }

    fn operation(&self, op: &str, args: &[Box<Expr>], depth: usize) -> Result<Predicate, CqlError> {
        let parts = || args.iter().map(|part| self.predicate(part, depth)).collect::<Result<Vec<_>, _>>();
        if let Some(relation) = Relation::named(&op.to_ascii_lowercase()) {
            return self.spatial(relation, args);
        }
        if let Some(relation) = TimeRelation::named(op) {
            let [left, right] = two(op, args)?;
            return Ok(Predicate::Time(relation, self.moment(left)?, self.moment(right)?));
        }
        match op {
            "and" => Ok(Predicate::All(parts()?)),
            "or" => Ok(Predicate::Any(parts()?)),
            "not" => match parts()?.as_slice() {
                [inner] => Ok(Predicate::Not(Box::new(inner.clone()))),
                _ => Err(CqlError::Mismatch("not takes one condition".to_owned())),
            },
            "isNull" => self.is_null(args),
            "between" => {
                let [value, low, high] = args else {
                    return Err(CqlError::Mismatch("between takes a value and two bounds".to_owned()));
                };
                let at_least = self.comparison(Comparison::GreaterOrEqual, value, low, depth)?;
                Ok(Predicate::All(vec![at_least, self.comparison(Comparison::LessOrEqual, value, high, depth)?]))
            }
            "in" => self.is_in(args, depth),
            "like" => self.like(args, depth),
            _ => {
                let comparison = comparison(op).ok_or_else(|| CqlError::Unsupported(op.to_owned()))?;
                let [left, right] = two(op, args)?;
                self.comparison(comparison, left, right, depth)
            }
        }
    }

    fn comparison(&self, how: Comparison, left: &Expr, right: &Expr, depth: usize) -> Result<Predicate, CqlError> {
        let (left_operand, right_operand) = (self.operand(left, depth)?, self.operand(right, depth)?);
        // A time may be compared with its text.
        let (left_operand, right_operand) = match (sort(&left_operand), sort(&right_operand)) {
            (Sort::Time, Sort::Text) => (left_operand, self.text_as_time(right)?),
            (Sort::Text, Sort::Time) => (self.text_as_time(left)?, right_operand),
            (a, b) if a == b => (left_operand, right_operand),
            _ => {
                let (left, right) = (described(left), described(right));
                return Err(CqlError::Mismatch(format!("{left} cannot be compared with {right}")));
            }
        };
        Ok(Predicate::Test(Test::Compare(how, left_operand, right_operand)))
    }

    fn text_as_time(&self, expression: &Expr) -> Result<Operand, CqlError> {
        let found = match expression {
            Expr::Literal(text) => moment(text, self.zone),
            _ => None,
        };
        let no_time = || CqlError::Mismatch(format!("{} is no date or date-time", described(expression)));
        found.map(|found| Operand::Instant(found.first)).ok_or_else(no_time)
    }

    fn is_in(&self, args: &[Box<Expr>], depth: usize) -> Result<Predicate, CqlError> {
        let [value, list] = two("in", args)?;
        let Expr::Array(items) = list else { return Err(CqlError::Mismatch("in takes a list".to_owned())) };
        let equal = items.iter().map(|item| self.comparison(Comparison::Equal, value, item, depth));
        Ok(Predicate::Any(equal.collect::<Result<_, _>>()?))
    }

    fn like(&self, args: &[Box<Expr>], depth: usize) -> Result<Predicate, CqlError> {
        let [value, pattern] = two("like", args)?;
        let value = self.operand(value, depth)?;
        let pattern = match self.operand(pattern, depth)? {
            Operand::Text(pattern) => pattern,
            Operand::Lower(inner) => match *inner {
                Operand::Text(pattern) => pattern.to_lowercase(),
                _ => return Err(CqlError::Mismatch("like takes a pattern in quotes".to_owned())),
            },
            _ => return Err(CqlError::Mismatch("like takes a pattern in quotes".to_owned())),
        };
        if sort(&value) != Sort::Text {
            return Err(CqlError::Mismatch("like is for text".to_owned()));
        }
        Ok(Predicate::Test(Test::Like(value, pieces(&pattern))))
    }

    fn is_null(&self, args: &[Box<Expr>]) -> Result<Predicate, CqlError> {
        match args {
            [property] => match property.as_ref() {
                Expr::Property { property } if property == GEOMETRY => Ok(Predicate::HasGeometry(false)),
                Expr::Property { property } => Ok(Predicate::Test(Test::IsNull(self.field(property)?))),
                other => Err(CqlError::Mismatch(format!("{} is no property", described(other)))),
            },
            _ => Err(CqlError::Mismatch("is null takes one property".to_owned())),
        }
    }

    fn spatial(&self, relation: Relation, args: &[Box<Expr>]) -> Result<Predicate, CqlError> {
        let is_own = |expression: &Expr| matches!(expression, Expr::Property { property } if property == GEOMETRY);
        let [left, right] = two("a spatial function", args)?;
        match (is_own(left), is_own(right)) {
            (true, false) => Ok(Predicate::Shape(relation, self.shape(right)?)),
            (false, true) => Ok(Predicate::Shape(relation.turned(), self.shape(left)?)),
            _ => {
                let wrong = format!("a spatial function holds {GEOMETRY} against a shape");
                Err(CqlError::Mismatch(wrong))
            }
        }
    }
}

fn comparison(op: &str) -> Option<Comparison> {
    Some(match op {
        "=" => Comparison::Equal,
        "<>" | "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// `%` is anything, `_` one character; a backslash takes the meaning from what follows.
fn pieces(pattern: &str) -> Vec<Pattern> {
    let mut pieces = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '%' => Pattern::Any,
            '_' => Pattern::One,
            '\\' => Pattern::Char(chars.next().unwrap_or('\\')),
            c => Pattern::Char(c),
        });
    }
    pieces
}
