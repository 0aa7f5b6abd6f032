use std::io::{self, BufRead, IsTerminal};

use anyhow::Context as _;
use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;

use super::output::Context;
use crate::access::{Access, User};
use crate::config::Config;
use crate::disclosure::{Role, Viewer};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Adds somebody who may sign in; asks for the password.
    Add {
        name: String,
        #[command(flatten)]
        viewer: ViewerArgs,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Lists everybody.
    List,
    /// Keeps somebody out, and ends their sessions.
    Disable { name: String },
    /// Lets somebody in again, also one whose account is locked.
    Enable { name: String },
    /// Changes a role; sessions go on in the new one.
    SetRole {
        name: String,
        #[command(flatten)]
        viewer: ViewerArgs,
    },
    /// Gives a new password, unlocks the account and ends every session; asks for the password.
    SetPassword {
        name: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Ends every session of somebody.
    SignOut { name: String },
}

/// Whom a user or a key acts as.
#[derive(Debug, clap::Args)]
pub struct ViewerArgs {
    /// viewer, partner, analyst, tasking or administrator.
    #[arg(long)]
    role: Role,
    /// The agency that a partner acts for, as its agreement names it.
    #[arg(long)]
    agency: Option<String>,
}

impl ViewerArgs {
    pub fn viewer(&self) -> Viewer {
        Viewer { role: self.role, agency: self.agency.clone() }
    }
}

// Never an argument: those stand in the shell's history and in every listing of processes.
#[derive(Debug, clap::Args)]
struct PasswordArgs {
    /// Read the password as the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// One user, as listed and as changed.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    role: &'static str,
    agency: Option<String>,
    created: String,
    disabled: Option<String>,
    locked_until: Option<String>,
    /// Sessions that the command ended, where it ends any by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_out: Option<usize>,
}

#[derive(Debug, Serialize)]
struct List {
    users: Vec<Line>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let access = open(context)?;
    let now_s = Timestamp::now().as_second();
    let mut signed_out = None;
    let name = match &args.command {
        Command::List => return list(&access, now_s, context),
        Command::Add { name, viewer, password } => {
            access.add_user(name, &password.read()?, &viewer.viewer(), now_s)?;
            name
        }
        Command::Disable { name } => access.disable(name, now_s).map(|()| name)?,
        Command::Enable { name } => access.enable(name).map(|()| name)?,
        Command::SetRole { name, viewer } => access.set_role(name, &viewer.viewer()).map(|()| name)?,
        Command::SetPassword { name, password } => access.set_password(name, &password.read()?).map(|()| name)?,
        Command::SignOut { name } => {
            signed_out = Some(access.sign_out_everywhere(name)?);
            name
        }
    };
    let changed = access.users()?.into_iter().find(|user| user.name.eq_ignore_ascii_case(name));
    let line = Line { signed_out, ..line(changed.context("the user is there")?, now_s) };
    context.answer(&line, || in_words(&line))
}

/// The users and keys of the data folder.
pub fn open(context: &Context) -> anyhow::Result<Access> {
    let config = Config::of_folder(&context.data_dir)?;
    Access::open(&context.data_dir, config.access).context("the users and keys cannot be read")
}

fn list(access: &Access, now_s: i64, context: &Context) -> anyhow::Result<()> {
    let users = access.users()?.into_iter().map(|user| line(user, now_s)).collect();
    let list = List { users };
    context.answer(&list, || match list.users.as_slice() {
        [] => "nobody yet: `wherenext user add NAME --role administrator`, or the link that `wherenext serve` prints"
            .to_owned(),
        users => users.iter().map(in_words).collect::<Vec<_>>().join("\n"),
    })
}

impl PasswordArgs {
    fn read(&self) -> anyhow::Result<String> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).context("standard input")?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        if !io::stdin().is_terminal() {
            anyhow::bail!(
                "there is nobody to ask for the password: give it as a line of standard input with --password-stdin"
            );
        }
        let password = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("The same again: ")? != password {
            anyhow::bail!("the two passwords differ");
        }
        Ok(password)
    }
}

fn line(user: User, now_s: i64) -> Line {
    let User { name, viewer, created_s, disabled_s, locked_until_s } = user;
    Line {
        name,
        role: viewer.role.name(),
        agency: viewer.agency,
        created: instant(created_s),
        disabled: disabled_s.map(instant),
        locked_until: (now_s < locked_until_s).then(|| instant(locked_until_s)),
        signed_out: None,
    }
}

/// Seconds since 1970 as people and programs read them.
pub fn instant(at_s: i64) -> String {
    Timestamp::from_second(at_s).map_or_else(|_| at_s.to_string(), |at| at.to_string())
}

/// Role, and for a partner whom it acts for.
pub fn role_in_words(role: &str, agency: Option<&str>) -> String {
    agency.map_or_else(|| role.to_owned(), |agency| format!("{role} ({agency})"))
}

fn in_words(line: &Line) -> String {
    let mut text = format!("{}: {}", line.name, role_in_words(line.role, line.agency.as_deref()));
    if let Some(when) = &line.disabled {
        text += &format!(", disabled since {when}");
    }
    if let Some(when) = &line.locked_until {
        text += &format!(", locked until {when}");
    }
    if let Some(count) = line.signed_out {
        text += &format!(", {count} sessions ended");
    }
    text
}
