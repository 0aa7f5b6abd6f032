use std::borrow::Cow;
use std::cmp::Ordering;

use super::field::{Kind, Scalar};

/// A condition on properties alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Compare(Comparison, Operand, Operand),
    Like(Operand, Vec<Pattern>),
    IsNull(Operand),
    /// A property that is true or false.
    Holds(Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Field(usize, Kind),
    Text(String),
    Number(f64),
    Flag(bool),
    /// Seconds since 1970-01-01T00:00Z.
    Instant(i64),
    Lower(Box<Operand>),
    Arithmetic(char, Box<Operand>, Box<Operand>),
}

/// A piece of a LIKE pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    Char(char),
    One,
    Any,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order == Ordering::Equal,
            Self::NotEqual => order != Ordering::Equal,
            Self::Less => order == Ordering::Less,
            Self::LessOrEqual => order != Ordering::Greater,
            Self::Greater => order == Ordering::Greater,
            Self::GreaterOrEqual => order != Ordering::Less,
        }
    }
}

/// How the value of a field is found.
pub type Values<'v, 'a> = dyn Fn(usize) -> Option<Scalar<'a>> + 'v;

impl Operand {
    fn value<'a>(&'a self, values: &Values<'_, 'a>) -> Option<Scalar<'a>> {
        Some(match self {
            Self::Field(field, _) => return values(*field),
            Self::Text(text) => Scalar::Text(Cow::Borrowed(text)),
            Self::Number(number) => Scalar::Number(*number),
            Self::Flag(flag) => Scalar::Flag(*flag),
            Self::Instant(second) => Scalar::Instant(*second),
            Self::Lower(inner) => match inner.value(values)? {
                Scalar::Text(text) => Scalar::Text(Cow::Owned(text.to_lowercase())),
                other => other,
            },
            Self::Arithmetic(sign, left, right) => {
                let (left, right) = (number(&left.value(values)?)?, number(&right.value(values)?)?);
                Scalar::Number(computed(*sign, left, right)?)
            }
        })
    }

    fn fields(&self, visit: &mut impl FnMut(usize)) {
        match self {
            Self::Field(field, _) => visit(*field),
            Self::Lower(inner) => inner.fields(visit),
            Self::Arithmetic(_, left, right) => {
                left.fields(visit);
                right.fields(visit);
            }
            Self::Text(_) | Self::Number(_) | Self::Flag(_) | Self::Instant(_) => {}
        }
    }
}

fn number(scalar: &Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Integer(number) => Some(*number as f64),
        Scalar::Number(number) => Some(*number),
        Scalar::Text(_) | Scalar::Flag(_) | Scalar::Date(..) | Scalar::Instant(_) => None,
    }
}

/// No answer where there is none, such as by nothing.
fn computed(sign: char, left: f64, right: f64) -> Option<f64> {
    let found = match sign {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' => left / right,
        '%' => left % right,
        '^' => left.powf(right),
        // `div`, the whole part.
        _ => (left / right).trunc(),
    };
    found.is_finite().then_some(found)
}

fn order(left: &Scalar<'_>, right: &Scalar<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Text(left), Scalar::Text(right)) => Some(left.cmp(right)),
        (Scalar::Flag(left), Scalar::Flag(right)) => Some(left.cmp(right)),
        (Scalar::Integer(left), Scalar::Integer(right)) => Some(left.cmp(right)),
        (Scalar::Date(_, left) | Scalar::Instant(left), Scalar::Date(_, right) | Scalar::Instant(right)) => {
            Some(left.cmp(right))
        }
        _ => number(left)?.partial_cmp(&number(right)?),
    }
}

impl Test {
    /// The only field that it asks about.
    pub fn single_field(&self) -> Option<usize> {
        let mut found = Vec::new();
        let mut visit = |field| found.push(field);
        match self {
            Self::Compare(_, left, right) => {
                left.fields(&mut visit);
                right.fields(&mut visit);
            }
            Self::Like(operand, _) | Self::IsNull(operand) | Self::Holds(operand) => operand.fields(&mut visit),
        }
        let first = *found.first()?;
        found.iter().all(|&field| field == first).then_some(first)
    }

    pub fn truth<'a>(&'a self, values: &Values<'_, 'a>) -> Option<bool> {
        match self {
            Self::Compare(comparison, left, right) => {
                let order = order(&left.value(values)?, &right.value(values)?)?;
                Some(comparison.holds(order))
            }
            Self::Like(operand, pattern) => match operand.value(values)? {
                Scalar::Text(text) => Some(matches(&text.chars().collect::<Vec<_>>(), pattern)),
                _ => None,
            },
            Self::IsNull(operand) => Some(operand.value(values).is_none()),
            Self::Holds(operand) => match operand.value(values)? {
                Scalar::Flag(flag) => Some(flag),
                _ => None,
            },
        }
    }
}

/// Greedy with one step back to the last `%`: linear but for that.
fn matches(text: &[char], pattern: &[Pattern]) -> bool {
    let (mut at, mut of, mut retry) = (0, 0, None);
    while at < text.len() {
        match pattern.get(of) {
            Some(Pattern::Any) => {
                retry = Some((of, at));
                of += 1;
            }
            Some(Pattern::One) => (at, of) = (at + 1, of + 1),
            Some(Pattern::Char(wanted)) if *wanted == text[at] => (at, of) = (at + 1, of + 1),
            _ => match retry {
                Some((any, from)) => {
                    retry = Some((any, from + 1));
                    (at, of) = (from + 1, any + 1);
                }
                None => return false,
            },
        }
    }
    pattern[of..].iter().all(|piece| *piece == Pattern::Any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(text: &str, pattern: &[Pattern]) -> bool {
        matches(&text.chars().collect::<Vec<_>>(), pattern)
    }

    #[test]
    fn patterns() {
        use Pattern::{Any, Char, One};
        assert!(like("High Street", &[Char('H'), Any, Char('t')]) && !like("High Road", &[Char('H'), Any, Char('t')]));
        assert!(like("ab", &[One, Char('b')]) && !like("b", &[One, Char('b')]));
        assert!(like("", &[Any]) && like("", &[]) && !like("a", &[]));
        assert!(like("aaab", &[Any, Char('a'), Char('b')]));
        assert!(!like(&"a".repeat(5000), &[Any, Char('a'), Any, Char('a'), Any, Char('b')]));
    }

    #[test]
    fn arithmetic_without_an_answer() {
        assert_eq!(computed('/', 1.0, 0.0), None);
        assert_eq!(computed('d', 7.0, 2.0), Some(3.0));
        assert_eq!(computed('^', -1.0, 0.5), None);
    }
}
