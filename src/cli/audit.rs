use std::fmt::Write as _;
use std::str::FromStr;

use anyhow::Context as _;
use h3o::{CellIndex, LatLng, Resolution};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::output::Context;
use crate::audit::{Question, find, verify};
use crate::ledger::hex;
use crate::store::{AuditRow, AuditStore, Hash, Store};
use crate::time::CivilZone;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Computes the hash of every entry again, and says whether all are what was written.
    Verify {
        /// The head that an earlier run printed: is it still in the log?
        #[arg(long, value_name = "HASH", value_parser = hash)]
        head: Option<Hash>,
    },
    /// Lists who looked at, changed, sent out and erased what, the latest first.
    Report(ReportArgs),
}

#[derive(Debug, clap::Args)]
struct ReportArgs {
    /// A user's name, or a key's label.
    #[arg(long)]
    person: Option<String>,
    /// A key's number.
    #[arg(long)]
    key: Option<i64>,
    /// LONGITUDE,LATITUDE or an H3 cell: looks at it, within it and at what holds it.
    #[arg(long, allow_hyphen_values = true)]
    place: Option<Place>,
    /// The first civil day.
    #[arg(long)]
    from: Option<Date>,
    /// The first civil day that is left out.
    #[arg(long)]
    to: Option<Date>,
    /// How many entries at most.
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

/// Where somebody looked.
#[derive(Clone, Copy, Debug)]
struct Place(CellIndex);

/// A point stands for a cell of this resolution, some 130 m across: about as near as a place is told from its neighbours.
const POINT: Resolution = Resolution::Ten;

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(cell) = text.parse() {
            return Ok(Self(cell));
        }
        let point = || {
            let (lon, lat) = text.split_once(',')?;
            LatLng::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
        };
        let point = point().ok_or_else(|| format!("{text:?} is neither LONGITUDE,LATITUDE nor an H3 cell"))?;
        Ok(Self(point.to_cell(POINT)))
    }
}

fn hash(text: &str) -> Result<Hash, String> {
    let mut hash = Hash::default();
    let is_hex = text.len() == 2 * hash.len() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return Err("a hash has 64 hexadecimal digits".to_owned());
    }
    for (byte, at) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|error| error.to_string())?;
    }
    Ok(hash)
}

/// What `verify --json` prints.
#[derive(Debug, Serialize)]
struct Verification {
    intact: bool,
    entries: u64,
    /// To be noted elsewhere: it proves later that nothing was cut off.
    head: Option<String>,
    broken: Option<Broken>,
    /// Whether the head that was given is in the log.
    holds_head: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Broken {
    entry: i64,
    reason: &'static str,
}

/// What `report --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    total: i64,
    entries: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    id: i64,
    /// In the data's civil zone.
    at: String,
    actor: String,
    proof: String,
    role: String,
    agency: Option<String>,
    action: String,
    subject: String,
    detail: Value,
    place: Option<String>,
    reason: Option<String>,
    request: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    anyhow::ensure!(Store::exists(&context.data_dir), "there is nothing in {}", context.data_dir.display());
    let log = AuditStore::open(&context.data_dir)?;
    match &args.command {
        Command::Verify { head } => run_verify(&log, *head, context),
        Command::Report(args) => run_report(&log, args, context),
    }
}

fn run_verify(log: &AuditStore, head: Option<Hash>, context: &Context) -> anyhow::Result<()> {
    let found = verify(log, head)?;
    let answer = Verification {
        intact: found.broken.is_none() && found.holds_noted != Some(false),
        entries: found.entries,
        head: found.head.map(|head| hex(&head.hash)),
        broken: found.broken.map(|broken| Broken { entry: broken.id, reason: broken.why }),
        holds_head: found.holds_noted,
    };
    context.answer(&answer, || verification_in_words(&answer))?;
    anyhow::ensure!(answer.intact, "the audit log is not what was written");
    Ok(())
}

fn verification_in_words(answer: &Verification) -> String {
    let mut text = match &answer.broken {
        None => format!("{} entries, each as it was written\n", answer.entries),
        Some(Broken { entry, reason }) => {
            format!("entry {entry}: {reason}; the {} before it are as they were written\n", answer.entries)
        }
    };
    if answer.holds_head == Some(false) {
        text.push_str(
            "the head that was given is not in the log: entries were taken off its end, or it is another log\n",
        );
    }
    if let Some(head) = &answer.head {
        writeln!(text, "head {head}\nNote it elsewhere: with --head it proves that nothing was taken off the end.")
            .expect("a string takes what it is given");
    }
    text
}

fn run_report(log: &AuditStore, args: &ReportArgs, context: &Context) -> anyhow::Result<()> {
    let zone = Store::open(&context.data_dir)?.zone()?;
    let milliseconds = |date: Date| zone.day_start(date) * 1000;
    let question = Question {
        person: args.person.clone(),
        key: args.key,
        place: args.place.map(|Place(cell)| cell),
        from_ms: args.from.map(milliseconds),
        to_ms: args.to.map(milliseconds),
    };
    let found = find(log, &question, args.limit)?;
    let entries = found.entries.into_iter().map(|row| line(row, &zone)).collect::<Result<_, _>>()?;
    let report = Report { total: found.total, entries };
    context.answer(&report, || report_in_words(&report))
}

fn line(row: AuditRow, zone: &CivilZone) -> anyhow::Result<Line> {
    let AuditRow { id, at_ms, actor, proof, role, agency, action, subject, detail, place, reason, request, hash: _ } =
        row;
    let damaged = || format!("entry {id} of the audit log cannot be read: run audit verify");
    let place = place.map(|number| CellIndex::try_from(number as u64)).transpose().with_context(damaged)?;
    Ok(Line {
        id,
        at: zone.written(at_ms.div_euclid(1000)),
        actor,
        proof,
        role,
        agency,
        action,
        subject,
        detail: serde_json::from_str(&detail).with_context(damaged)?,
        place: place.map(|cell| cell.to_string()),
        reason,
        request,
    })
}

fn report_in_words(report: &Report) -> String {
    let mut text = format!("{} entries", report.total);
    if report.total > report.entries.len() as i64 {
        write!(text, ", the latest {}", report.entries.len()).expect("a string takes what it is given");
    }
    text.push('\n');
    for Line { id, at, actor, proof, role, agency, action, subject, detail, place, reason, .. } in &report.entries {
        let who = agency.as_ref().map_or_else(|| role.clone(), |agency| format!("{role}, {agency}"));
        write!(text, "{id}  {at}  {actor} ({who}; {proof})  {action}  {subject}  {detail}")
            .expect("a string takes what it is given");
        for (word, more) in [("at", place), ("for", reason)] {
            if let Some(more) = more {
                write!(text, "  {word} {more}").expect("a string takes what it is given");
            }
        }
        text.push('\n');
    }
    text
}
