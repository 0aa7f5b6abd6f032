use super::asked::{Asked, Format};
use super::chosen::Condition;
use super::collection::Collection;
use super::cql;
use super::crs::Crs;
use super::field::{Field, Kind};
use super::pages::Cursor;
use super::predicate::Predicate;
use super::prepare::Behind;
use super::property_test::{Comparison, Operand, Test};
use super::spatial::Bbox;
use super::temporal::{Datetime, moment};
use crate::index::Filter;
use crate::serve::error::ApiError;
use crate::serve::query::Parameters;
use crate::time::CivilZone;

/// Features in one page unless told otherwise, and at most.
pub const DEFAULT_LIMIT: usize = 100;
pub const MOST: usize = 10_000;

/// What a request for items says.
#[derive(Clone, Debug)]
pub struct ItemsQuery {
    pub format: Format,
    pub limit: usize,
    pub crs: Crs,
    pub behind: Behind,
    pub condition: Condition,
    /// The row to begin with.
    pub first: usize,
}

impl ItemsQuery {
    /// Everything but `cursor`, which is read before: it says which snapshot the rest is about.
    pub fn read(
        asked: &Asked,
        collection: &Collection,
        zone: &CivilZone,
        cursor: Option<&Cursor>,
    ) -> Result<Self, ApiError> {
        asked.parameters.clone().read(|take| {
            take.text("cursor")?;
            let behind = behind(take, collection)?;
            Ok(Self {
                format: asked.format(take)?,
                limit: limit(take)?,
                crs: crs(take, "crs")?,
                condition: condition(take, collection, &behind, zone)?,
                first: cursor.map_or(0, |cursor| cursor.row.saturating_add(1)),
                behind,
            })
        })
    }
}

/// A number of 1 or more; beyond the most it is the most (Features Part 1, requirement fc-limit-response-1).
fn limit(take: &mut Parameters) -> Result<usize, ApiError> {
    let Some(text) = take.text("limit")? else { return Ok(DEFAULT_LIMIT) };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // More digits than a number can have are more than the most.
    let limit = text.parse().unwrap_or(MOST);
    if is_number && limit > 0 {
        Ok(limit.min(MOST))
    } else {
        Err(ApiError::parameter("limit", format!("limit: {text:?} is not a number from 1 on")))
    }
}

pub fn crs(take: &mut Parameters, name: &'static str) -> Result<Crs, ApiError> {
    take.text(name)?.map_or(Ok(Crs::Crs84), |text| Crs::read(name, &text))
}

/// The parameter `incidents`: which of them the features are made from, as a percent-encoded filter.
fn behind(take: &mut Parameters, collection: &Collection) -> Result<Behind, ApiError> {
    if !collection.is_derived() {
        return Ok(Behind::default());
    }
    let Some(text) = take.text("incidents")? else { return Ok(Behind::default()) };
    let filter =
        Filter::from_query(&text).map_err(|error| ApiError::parameter("incidents", format!("incidents: {error}")))?;
    Ok(Behind { filter, pairs: form_urlencoded::parse(text.as_bytes()).into_owned().collect() })
}

fn condition(
    take: &mut Parameters,
    collection: &Collection,
    behind: &Behind,
    zone: &CivilZone,
) -> Result<Condition, ApiError> {
    let given = ["bbox", "bbox-crs", "datetime", "filter", "filter-crs"];
    let is_part = |name: &str| given.contains(&name) || collection.fields().iter().any(|field| field.name == name);
    let mut said: Vec<(String, String)> = take.pairs().iter().filter(|(name, _)| is_part(name)).cloned().collect();
    said.sort();
    let bbox_crs = crs(take, "bbox-crs")?;
    let bbox = take.text("bbox")?.map(|text| Bbox::read(&text, bbox_crs)).transpose()?;
    let datetime = take.text("datetime")?.map(|text| Datetime::read(&text, zone)).transpose()?;
    let mut predicates = Vec::new();
    for (number, field) in collection.fields().iter().enumerate() {
        if let Some(text) = take.text(field.name)? {
            predicates.push(equal(number, field, &text, zone)?);
        }
    }
    predicates.extend(filter(take, collection, zone)?);
    let key = format!("{:?}#{}#{said:?}", collection.source, behind.filter);
    Ok(Condition { key, bbox, datetime, predicates })
}

/// `name=value`: the property has that value.
fn equal(number: usize, field: &Field, text: &str, zone: &CivilZone) -> Result<Predicate, ApiError> {
    let value = match field.kind {
        Kind::Text => Some(Operand::Text(text.to_owned())),
        Kind::Integer | Kind::Number => text.parse().ok().filter(|it: &f64| it.is_finite()).map(Operand::Number),
        Kind::Flag => text.parse().ok().map(Operand::Flag),
        Kind::Date | Kind::Instant => moment(text, zone).map(|moment| Operand::Instant(moment.first)),
    };
    let what = match field.kind {
        Kind::Text => "text",
        Kind::Integer | Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::Date | Kind::Instant => "a date or a date-time",
    };
    let name = field.name;
    let value = value.ok_or_else(|| ApiError::parameter(name, format!("{name}: {text:?} is not {what}")))?;
    Ok(Predicate::Test(Test::Compare(Comparison::Equal, Operand::Field(number, field.kind), value)))
}

fn filter(take: &mut Parameters, collection: &Collection, zone: &CivilZone) -> Result<Option<Predicate>, ApiError> {
    take.choice("filter-lang", &[("cql2-text", ())])?;
    let crs = crs(take, "filter-crs")?;
    let Some(text) = take.text("filter")? else { return Ok(None) };
    let read = cql::read(&text, collection.fields(), crs, zone);
    read.map(Some).map_err(|error| ApiError::parameter("filter", format!("filter: {error}")))
}
