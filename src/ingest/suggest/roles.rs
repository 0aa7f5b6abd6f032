use super::facts::{ColumnFacts, Facts};
use super::places::{Coordinates, find_coordinates};
use super::sample::Sample;

/// Which column was found for which field.
#[derive(Debug, Default)]
pub struct Roles {
    pub when: Option<When>,
    pub coordinates: Option<Coordinates>,
    /// Field and column, in the order in which they are written.
    pub fields: Vec<(&'static str, usize)>,
}

#[derive(Clone, Debug)]
pub enum When {
    Start {
        start: usize,
        end: Option<usize>,
    },
    DateAndTime {
        date: usize,
        time: usize,
    },
    /// Year, month, day, hour, minute, as far as there are columns.
    Parts(Vec<usize>),
}

impl When {
    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Start { start, end } => std::iter::once(*start).chain(*end).collect(),
            Self::DateAndTime { date, time } => vec![*date, *time],
            Self::Parts(columns) => columns.clone(),
        }
    }
}

/// Names of columns that open, in the order in which they are believed; and close.
const START: [&str; 11] =
    ["start", "begin", "from", "occ", "open", "reported", "call", "incident", "date", "time", "month"];
const END: [&str; 4] = ["end", "until", "finish", "to"];
pub const PARTS: [&str; 5] = ["year", "month", "day", "hour", "minute"];

/// Field, words in names that speak for it, and whether a column of such a name can be it.
type Hint = (&'static str, &'static [&'static str], fn(&ColumnFacts) -> bool);

const HINTS: [Hint; 10] = [
    ("id", &["id", "number", "ref", "uid", "urn"], |column| column.is_unique() && column.date.is_none()),
    (
        "category",
        &[
            "category",
            "crimetype",
            "type",
            "offence",
            "offense",
            "kind",
            "class",
            "openingcode",
            "group",
            "descri",
            "modalidad",
            "code",
        ],
        |column| column.is_vocabulary() && column.range.is_none(),
    ),
    ("location_key", &["uprn", "locationkey", "premise"], |_| true),
    ("location", &["location", "address", "street", "block", "place"], |column| column.range.is_none()),
    ("area_code", &["lsoa", "areacode", "beat", "ward", "district", "neighbourhood", "station"], |column| {
        column.is_vocabulary()
    }),
    ("source", &["reportedby", "agency", "force", "source"], |column| {
        column.is_vocabulary() && column.words.len() < 20
    }),
    ("provenance", &["provenance", "calltype", "callsource", "howreported"], ColumnFacts::is_vocabulary),
    ("attended", &["attended"], ColumnFacts::is_truth),
    ("repeat", &["repeat"], ColumnFacts::is_truth),
    ("vulnerable", &["vulnerable"], ColumnFacts::is_truth),
];

pub fn find_roles(sample: &Sample, facts: &Facts) -> Roles {
    let when = find_when(facts);
    let coordinates = if sample.has_points { None } else { find_coordinates(sample, facts) };
    let mut used: Vec<usize> = when.iter().flat_map(When::columns).collect();
    used.extend(coordinates.iter().flat_map(|found| [found.x, found.y]));
    let mut fields = Vec::new();
    for (field, hints, accept) in HINTS {
        let accept = |column: usize| !used.contains(&column) && accept(&facts.columns[column]);
        if let Some(column) = named(facts, hints, accept) {
            used.push(column);
            fields.push((field, column));
        }
    }
    Roles { when, coordinates, fields }
}

/// A column whose whole name is a hint, else one that contains a hint of four letters or more, or begins or ends with a shorter one.
fn named(facts: &Facts, hints: &[&str], accept: impl Fn(usize) -> bool) -> Option<usize> {
    let find = |fits: &dyn Fn(&str, &str) -> bool| {
        let by_hint = |hint: &&str| {
            (0..facts.columns.len()).find(|&column| fits(&facts.columns[column].plain, hint) && accept(column))
        };
        hints.iter().find_map(by_hint)
    };
    let loosely = |name: &str, hint: &str| {
        if hint.len() < 4 { name.starts_with(hint) || name.ends_with(hint) } else { name.contains(hint) }
    };
    find(&|name, hint| name == hint).or_else(|| find(&loosely))
}

fn find_when(facts: &Facts) -> Option<When> {
    let is_date = |column: usize| facts.columns[column].date.is_some();
    let is_part = |name: &&str| facts.columns.iter().position(|column| column.plain == *name && column.range.is_some());
    let parts: Vec<usize> = PARTS.iter().map_while(is_part).collect();
    if parts.len() >= 2 {
        return Some(When::Parts(parts));
    }
    let start = named(facts, &START, is_date).or_else(|| (0..facts.columns.len()).find(|&column| is_date(column)))?;
    let name = &facts.columns[start].plain;
    let partner = END.iter().find_map(|end| {
        let ends = |column: &ColumnFacts| {
            column.date == facts.columns[start].date && column.plain == name.replacen("start", end, 1)
        };
        facts.columns.iter().position(ends).filter(|&end| end != start)
    });
    let time = (0..facts.columns.len()).find(|&column| facts.columns[column].is_time_of_day);
    Some(match (partner, time) {
        (None, Some(time)) => When::DateAndTime { date: start, time },
        (end, _) => When::Start { start, end },
    })
}
