use std::path::PathBuf;

use serde::Serialize;

use super::output::Context;
use crate::ingest::profile::{built_in_profiles, find_profile};
use crate::ingest::{Limits, suggest_profile};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Lists the profiles that come with the program.
    List,
    /// Prints a profile: a name from the list, or a TOML file, which is checked.
    Show { name: String },
    /// Writes a first profile for a file from its header and its first rows.
    Suggest { file: PathBuf },
}

#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct List {
    profiles: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Text {
    profile: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let profile = match &args.action {
        Action::List => return list(context),
        Action::Show { name } => find_profile(name)?.text,
        Action::Suggest { file } => suggest_profile(file, &Limits::default())?,
    };
    let text = Text { profile };
    context.answer(&text, || text.profile.clone())
}

fn list(context: &Context) -> anyhow::Result<()> {
    let profiles = built_in_profiles()?
        .into_iter()
        .map(|profile| Listed { name: profile.name.clone(), title: profile.title.clone() });
    let list = List { profiles: profiles.collect() };
    context.answer(&list, || {
        let width = list.profiles.iter().map(|listed| listed.name.len()).max().unwrap_or_default();
        let lines = list.profiles.iter().map(|listed| format!("{:width$}  {}", listed.name, listed.title));
        lines.collect::<Vec<_>>().join("\n")
    })
}
