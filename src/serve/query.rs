use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::error::ApiError;
use crate::index::Filter;

/// The query string's parameters, each to be taken once. What nobody takes is an error: a misspelled filter is no filter.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        match Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) {
            Ok(Query(pairs)) => Ok(Self { pairs }),
            Err(_) => Err(ApiError::parameter("query", "the query string cannot be read")),
        }
    }
}

impl Parameters {
    /// Those of a request made here.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// All that were given and not yet taken.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Reads parameters by `take` and refuses the rest.
    pub fn read<T>(mut self, take: impl FnOnce(&mut Self) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let taken = take(&mut self)?;
        match self.pairs.into_iter().next() {
            None => Ok(taken),
            Some((name, _)) => Err(ApiError::parameter(&name, format!("{name}: there is no such parameter here"))),
        }
    }

    /// The parameters that every resource shares.
    pub fn filter(&mut self) -> Result<Filter, ApiError> {
        let common = self.pairs.extract_if(.., |(name, _)| Filter::PARAMETERS.contains(&name.as_str()));
        Filter::parse(common).map_err(|error| ApiError::parameter(error.parameter(), &error))
    }

    /// The filter of the incidents to compare with: the parameter `against`, itself a query string of filter parameters.
    pub fn against(&mut self) -> Result<Option<Filter>, ApiError> {
        let Some(text) = self.text("against")? else { return Ok(None) };
        Filter::from_query(&text).map(Some).map_err(|error| ApiError::parameter("against", format!("against: {error}")))
    }

    /// `cells`: whether cells in no class are listed too.
    pub fn all_cells(&mut self) -> Result<bool, ApiError> {
        Ok(self.choice("cells", &[("significant", false), ("all", true)])?.unwrap_or(false))
    }

    /// A parameter as text; empty is as if it were not given.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        let mut found = self.pairs.extract_if(.., |(given, _)| given == name).map(|(_, value)| value);
        let first = found.next();
        if found.next().is_some() {
            return Err(ApiError::parameter(name, format!("{name} is given more than once")));
        }
        Ok(first.filter(|value| !value.is_empty()))
    }

    /// A number within `range`, the ends included.
    pub fn number<T: FromStr + PartialOrd + Display>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => {
                let (least, most) = (range.start(), range.end());
                Err(ApiError::parameter(name, format!("{name}: {text:?} is not a number from {least} to {most}")))
            }
        }
    }

    /// One of the values that `T` can have, by the names it reads.
    pub fn choice<T: Clone>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match choices.iter().find(|(known, _)| *known == text) {
            Some((_, value)) => Ok(Some(value.clone())),
            None => {
                let known: Vec<_> = choices.iter().map(|(known, _)| *known).collect();
                Err(ApiError::parameter(name, format!("{name}: {text:?} is none of {}", known.join(", "))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters { pairs: pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    fn named<T>(read: Result<T, ApiError>) -> String {
        match read {
            Err(ApiError::Parameter { name, .. }) => name,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it was read"),
        }
    }

    #[test]
    fn taken() {
        let read =
            parameters(&[("limit", "20"), ("category", "asb"), ("kernel", "quartic"), ("cursor", "")]).read(|take| {
                let kernel = take.choice("kernel", &[("gaussian", 1), ("quartic", 2)])?;
                Ok((take.filter()?.to_string(), take.number("limit", 1..=100)?, kernel, take.text("cursor")?))
            });
        assert_eq!(read.unwrap(), ("category=asb".to_owned(), Some(20), Some(2), None));
    }

    #[test]
    fn refused_by_name() {
        assert_eq!(named(parameters(&[("catagory", "asb")]).read(Parameters::filter)), "catagory");
        assert_eq!(named(parameters(&[("days", "someday")]).read(Parameters::filter)), "days");
        assert_eq!(named(parameters(&[("limit", "0")]).read(|take| take.number("limit", 1..=9))), "limit");
        assert_eq!(named(parameters(&[("limit", "NaN")]).read(|take| take.number("limit", 0.0..=9.0))), "limit");
        assert_eq!(named(parameters(&[("edge", "round")]).read(|take| take.choice("edge", &[("none", ())]))), "edge");
        assert_eq!(named(parameters(&[("a", "1"), ("a", "2")]).read(|take| take.text("a"))), "a");
    }
}
