use std::fmt::Write;

use super::dates::DateForm;
use super::facts::Facts;
use super::roles::{PARTS, Roles, When};
use super::sample::Sample;
use crate::incident::{Category, Kind};
use crate::ingest::header::plain;

/// Words of a category's column that are written out.
const MOST_WORDS: usize = 60;

/// The profile as text.
pub fn write_profile(sample: &Sample, facts: &Facts, roles: &Roles) -> String {
    let mut out = Toml(String::new());
    let stem = sample.file_name.split('.').next().unwrap_or_default();
    let name = Category::slug_of(stem);
    out.line("# A first profile, read off the header and the first rows. Read it through: docs/profiles.md says what may stand here.");
    out.line(&format!("name = {}", quoted(&name)));
    out.line(&format!("title = {}", quoted(&format!("{}, as it came", sample.file_name))));
    write_format(&mut out, sample, facts);
    write_columns(&mut out, sample, roles);
    write_values(&mut out, facts, roles);
    write_time(&mut out, facts, roles);
    write_place(&mut out, roles);
    out.0
}

struct Toml(String);

impl Toml {
    fn line(&mut self, line: &str) {
        writeln!(self.0, "{line}").expect("a String takes any text");
    }
}

/// A TOML string of any text.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn write_format(out: &mut Toml, sample: &Sample, facts: &Facts) {
    let mut lines = Vec::new();
    if sample.delimiter != b',' {
        lines.push(format!("delimiter = {}", quoted(&char::from(sample.delimiter).to_string())));
    }
    if facts.decimal != b'.' {
        lines.push("decimal = \",\"".to_owned());
    }
    if sample.encoding.is_some() {
        lines.push(
            "encoding = \"windows-1252\"   # not UTF-8: one of the single-byte encodings, most likely this".to_owned(),
        );
    }
    if !facts.missing.is_empty() {
        let words = facts.missing.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        lines.push(format!("missing = [{words}]"));
    }
    if !lines.is_empty() {
        out.line("\n[format]");
        lines.iter().for_each(|line| out.line(line));
    }
}

fn write_columns(out: &mut Toml, sample: &Sample, roles: &Roles) {
    let name = |column: usize| quoted(&sample.header.names()[column]);
    out.line("\n[columns]");
    match &roles.when {
        Some(When::Start { start, end }) => {
            out.line(&format!("start = {}", name(*start)));
            if let Some(end) = end {
                out.line(&format!("end = {}", name(*end)));
            }
        }
        Some(When::DateAndTime { date, time }) => {
            out.line(&format!("date = {}\ntime = {}", name(*date), name(*time)));
        }
        Some(When::Parts(columns)) => {
            for (part, &column) in PARTS.iter().zip(columns) {
                out.line(&format!("{part} = {}", name(column)));
            }
        }
        None => out.line("# No column of dates was found. Every profile needs one.\nstart = \"?\""),
    }
    if let Some(found) = &roles.coordinates {
        let [x, y] = if found.crs.is_some() { ["x", "y"] } else { ["longitude", "latitude"] };
        out.line(&format!("{x} = {}\n{y} = {}", name(found.x), name(found.y)));
    }
    for (field, column) in &roles.fields {
        out.line(&format!("{field} = {}", name(*column)));
    }
    out.line("# Columns that are not named are kept as attributes; list those to leave out: drop = [\"…\"]");
}

fn write_values(out: &mut Toml, facts: &Facts, roles: &Roles) {
    let category =
        roles.fields.iter().find(|(field, _)| *field == "category").map(|&(_, column)| &facts.columns[column]);
    let Some(column) = category else {
        out.line("\n[defaults]\n# What all these incidents are: asb/…, crime/…, fire/… or other/…\ncategory = \"other/unspecified\"");
        return;
    };
    out.line("\n# Every word that was seen, with a guess at what it means: asb/…, crime/…, fire/… or other/…");
    out.line("[values.category]");
    let mut seen = Vec::new();
    for (word, count) in column.words.iter().take(MOST_WORDS) {
        // Two spellings of one word would be one key twice.
        if seen.contains(&word.to_lowercase()) {
            continue;
        }
        seen.push(word.to_lowercase());
        let category = Category::slug_of(word);
        out.line(&format!("{} = \"{}/{category}\"   # {count}", quoted(word), guess_kind(word).slug()));
    }
    out.line("\n[defaults]\n# What stands for words that are not listed.\ncategory = \"other/*\"");
}

fn guess_kind(word: &str) -> Kind {
    let word = plain(word);
    let has = |hints: &[&str]| hints.iter().any(|hint| word.contains(hint));
    if has(&["asb", "antisocial", "nuisance", "disorder", "noise", "rowdy"]) {
        Kind::AntiSocialBehaviour
    } else if has(&["fire", "arson"]) && !has(&["firearm", "criminaldamage"]) {
        Kind::Fire
    } else if has(&[
        "theft",
        "burgl",
        "robb",
        "assault",
        "violence",
        "crime",
        "drug",
        "homicide",
        "mischief",
        "damage",
        "weapon",
        "offence",
        "shoplift",
        "breakandenter",
        "vehicle",
    ]) {
        Kind::Crime
    } else {
        Kind::Other
    }
}

fn write_time(out: &mut Toml, facts: &Facts, roles: &Roles) {
    out.line("\n[time]\n# Of times that do not carry an offset of their own.\nzone = \"Europe/London\"");
    let form = |column: usize| match facts.columns[column].date {
        Some(DateForm::Pattern(pattern)) => Some(pattern),
        _ => None,
    };
    match &roles.when {
        Some(When::Start { start, .. }) => {
            if let Some(pattern) = form(*start) {
                out.line(&format!("formats = [{}]", quoted(pattern)));
            }
        }
        Some(When::DateAndTime { date, .. }) => {
            let date = form(*date).unwrap_or("%Y-%m-%d");
            let formats = [" %H:%M:%S", " %H:%M", ""].map(|time| quoted(&format!("{date}{time}"))).join(", ");
            out.line(&format!("formats = [{formats}]"));
        }
        _ => {}
    }
}

fn write_place(out: &mut Toml, roles: &Roles) {
    let Some(found) = &roles.coordinates else { return };
    out.line("\n[place]");
    if let Some(crs) = &found.crs {
        out.line(&format!("crs = \"EPSG:{}\"   # {}", crs.epsg, crs.why));
    }
    if found.has_zeros {
        out.line("no_place = [[0.0, 0.0]]   # rows with 0,0 were seen; without this line they are rejected");
    }
    out.line("# Rows outside [west, south, east, north] are rejected: area = [-9.0, 49.5, 2.5, 61.2]");
}
