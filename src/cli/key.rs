use anyhow::Context as _;
use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::output::Context;
use super::user::{ViewerArgs, instant, open, role_in_words};
use crate::access::{Key, KeyRequest, Scope};

/// A year, so that a key that everybody forgot ends some day.
const DEFAULT_LIFE: &str = "365d";
const DAY_S: i64 = 24 * 3600;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a key and shows it, this once.
    Add(AddArgs),
    /// Lists all keys that ever were.
    List,
    /// Ends a key for ever.
    Revoke {
        /// As the list numbers it.
        id: i64,
    },
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// Who carries it, for the list and the record.
    #[arg(long)]
    label: String,
    #[command(flatten)]
    viewer: ViewerArgs,
    /// read (API and tiles), ogc (QGIS, ArcGIS, GDAL) or send-in (incidents); may be given several times. read and ogc unless told
    /// otherwise.
    #[arg(long = "scope", value_delimiter = ',', default_values_t = [Scope::Read, Scope::Ogc])]
    scopes: Vec<Scope>,
    /// When it ends: days or hours from now, for example 90d or 12h.
    #[arg(long, value_name = "TIME", default_value = DEFAULT_LIFE, value_parser = life)]
    expires: SignedDuration,
}

#[derive(Debug, Serialize)]
struct Line {
    id: i64,
    label: String,
    role: &'static str,
    agency: Option<String>,
    scopes: Vec<&'static str>,
    created: String,
    expires: Option<String>,
    revoked: Option<String>,
    last_used: Option<String>,
    /// Neither revoked nor expired.
    good: bool,
    /// The key itself, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

#[derive(Debug, Serialize)]
struct List {
    keys: Vec<Line>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let access = open(context)?;
    let now_s = Timestamp::now().as_second();
    match &args.command {
        Command::Add(args) => {
            let (key, secret) = access.add_key(&request(args, now_s), now_s)?;
            let line = Line { key: Some(secret.reveal().to_owned()), ..line(key, now_s) };
            context.answer(&line, || {
                format!("{}\n{}\nKeep it now: it is not shown again.", in_words(&line), secret.reveal())
            })
        }
        Command::List => {
            let list = List { keys: access.keys()?.into_iter().map(|key| line(key, now_s)).collect() };
            context.answer(&list, || match list.keys.as_slice() {
                [] => "no key yet".to_owned(),
                keys => keys.iter().map(in_words).collect::<Vec<_>>().join("\n"),
            })
        }
        Command::Revoke { id } => {
            access.revoke_key(*id, now_s)?;
            let key = access.keys()?.into_iter().find(|key| key.id == *id).context("the key is there")?;
            let line = line(key, now_s);
            context.answer(&line, || in_words(&line))
        }
    }
}

fn request(args: &AddArgs, now_s: i64) -> KeyRequest {
    KeyRequest {
        label: args.label.clone(),
        viewer: args.viewer.viewer(),
        scopes: args.scopes.iter().copied().collect(),
        expires_s: Some(now_s + args.expires.as_secs()),
    }
}

/// Whole days (`90d`), or any of jiff's durations (`12h`, `PT30M`).
fn life(text: &str) -> Result<SignedDuration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.parse::<u16>().ok());
    let life = match days {
        Some(days) => SignedDuration::from_secs(i64::from(days) * DAY_S),
        None => text.parse().map_err(|_| format!("{text:?} is no time such as 90d or 12h"))?,
    };
    if life > SignedDuration::ZERO { Ok(life) } else { Err("a key that expires at once would never work".to_owned()) }
}

fn line(key: Key, now_s: i64) -> Line {
    let good = key.is_good(now_s);
    let Key { id, label, viewer, scopes, created_s, expires_s, revoked_s, used_s } = key;
    Line {
        id,
        label,
        role: viewer.role.name(),
        agency: viewer.agency,
        scopes: scopes.names(),
        created: instant(created_s),
        expires: expires_s.map(instant),
        revoked: revoked_s.map(instant),
        last_used: used_s.map(instant),
        good,
        key: None,
    }
}

fn in_words(line: &Line) -> String {
    let ends = match (&line.revoked, &line.expires) {
        (Some(when), _) => format!("revoked {when}"),
        (None, Some(when)) if line.good => format!("until {when}"),
        (None, Some(when)) => format!("expired {when}"),
        (None, None) => "without end".to_owned(),
    };
    let used = line.last_used.as_ref().map_or_else(|| "never used".to_owned(), |when| format!("last used {when}"));
    let who = role_in_words(line.role, line.agency.as_deref());
    format!("{:>3}  {}: {who}, {}, {ends}, {used}", line.id, line.label, line.scopes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives() {
        assert_eq!(life("90d"), Ok(SignedDuration::from_secs(90 * DAY_S)));
        assert_eq!(life("12h"), Ok(SignedDuration::from_secs(12 * 3600)));
        for wrong in ["", "0d", "-1d", "soon", "-3h"] {
            assert!(life(wrong).is_err(), "{wrong}");
        }
    }
}
