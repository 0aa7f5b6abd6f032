//! What is done from the command line, in the audit log before it is done.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use serde_json::json;

use super::Command;
use super::output::Context;
use crate::audit::{Action, Actor, Entry, Recorder};
use crate::disclosure::Role;
use crate::store::{AuditStore, Store};

/// Records a command with all its arguments; without a record nothing is done. A command that only looks at a data folder that is not there
/// makes none.
pub(super) fn on_record(context: &Context, command: &Command) -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let Some((subject, action)) = of(command, &arguments) else { return Ok(()) };
    if action != Action::Alteration && !Store::exists(&context.data_dir) {
        return Ok(());
    }
    let actor = Actor {
        name: env::var("USER").or_else(|_| env::var("LOGNAME")).unwrap_or_else(|_| "unknown".to_owned()),
        proof: "command line".to_owned(),
        role: Role::Administrator.to_string(),
        agency: None,
    };
    let at_ms = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?.as_millis() as i64;
    let (subject, detail) = (subject.to_owned(), json!({"arguments": arguments}));
    let entry = Entry { at_ms, actor, action, subject, detail, place: None, reason: None, request: None };
    Recorder::new(AuditStore::open(&context.data_dir)?).record(entry)?;
    Ok(())
}

/// What goes on record of a command. The service records its own requests; a restored folder begins with the record that it had.
fn of(command: &Command, arguments: &[String]) -> Option<(&'static str, Action)> {
    let writes_a_file = arguments.iter().any(|word| word == "--out" || word.starts_with("--out="));
    let only_looks =
        ["list", "--list", "--verify", "--repeat"].iter().any(|word| arguments.iter().any(|it| it == word));
    let changing = if only_looks { Action::Consultation } else { Action::Alteration };
    let reading = if writes_a_file { Action::Export } else { Action::Consultation };
    match command {
        Command::Import(_) => Some(("import", Action::Alteration)),
        Command::Areas(_) => Some(("areas", changing)),
        Command::Places(_) => Some(("places", changing)),
        Command::User(_) => Some(("user", changing)),
        Command::Key(_) => Some(("key", changing)),
        Command::Forecast(_) => Some(("forecast", changing)),
        Command::Analyze(_) => Some(("analyze", reading)),
        Command::Backtest(_) => Some(("backtest", reading)),
        Command::Scores(_) => Some(("scores", reading)),
        Command::Transparency(_) => Some(("transparency", reading)),
        Command::Disclosure(_) => Some(("disclosure", reading)),
        Command::Audit(_) => Some(("audit", reading)),
        Command::Backup(_) => Some(("backup", Action::Export)),
        Command::Restore(_)
        | Command::Profile(_)
        | Command::FeedbackCheck(_)
        | Command::Serve(_)
        | Command::Demo(_) => None,
    }
}
