//! The command line: one file a command. It joins the modules below and knows no statistics.
//!
//! `wherenext [--data-dir DIR] [--json] COMMAND`. Standard output carries the answer (with `--json` exactly one JSON
//! object), standard error everything else. Exit 0: done; 1: failed; 2: wrong usage.

mod analyze;
mod areas;
mod audit;
mod backtest;
mod backup;
mod demo;
mod disclosure;
mod feedback_check;
mod forecast;
mod import;
mod key;
mod on_record;
mod output;
mod places;
mod profile;
mod progress_bar;
mod scores;
mod serve;
mod transparency;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use output::Context;

/// Where incidents gather, come back and grow.
#[derive(Debug, Parser)]
#[command(name = "wherenext", version, about)]
struct Cli {
    /// The folder that holds everything this program keeps.
    #[arg(long, global = true, env = "WHERENEXT_DATA_DIR", default_value = "wherenext-data")]
    data_dir: PathBuf,
    /// Print exactly one JSON object on standard output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads incident files into the data folder, all or nothing.
    Import(import::Args),
    /// Suggests and lists the profiles that describe file layouts.
    Profile(profile::Args),
    /// Imports districts, wards and other areas, and lists them.
    Areas(areas::Args),
    /// Imports schools, venues, stops and other places by class, and lists them.
    Places(places::Args),
    /// Runs one analysis under a filter.
    Analyze(Box<analyze::Args>),
    /// Forecasts from past origins, scored by what came to pass, every forecaster beside plain counts.
    Backtest(Box<backtest::Args>),
    /// Simulates years of patrols that follow the forecast: does one area run away with them?
    FeedbackCheck(feedback_check::Args),
    /// Makes a forecast and stores it for ever; verifies and lists what is stored.
    Forecast(Box<forecast::Args>),
    /// How the stored forecasts did, beside plain counts and hindsight.
    Scores(scores::Args),
    /// Writes a transparency record and a model card of each model.
    Transparency(transparency::Args),
    /// Adds, changes and lists those who may sign in.
    User(user::Args),
    /// Makes, lists and revokes the keys that programs carry.
    Key(key::Args),
    /// What viewers and partners may see: the rules in words, and what they leave of the data.
    Disclosure(disclosure::Args),
    /// Verifies the record of who did what, and reports from it.
    Audit(audit::Args),
    /// Copies the data folder while it is in use.
    Backup(backup::BackupArgs),
    /// Makes a data folder from a backup.
    Restore(backup::RestoreArgs),
    /// Serves the API and the map to users and keys.
    Serve(serve::Args),
    /// Makes the synthetic county if it is absent, and serves it.
    Demo(demo::Args),
}

/// Reads the arguments, runs the command, reports a failure on standard error.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let context = Context { data_dir: cli.data_dir, json: cli.json };
    let done = on_record::on_record(&context, &cli.command).and_then(|()| match cli.command {
        Command::Import(args) => import::run(&args, &context),
        Command::Profile(args) => profile::run(&args, &context),
        Command::Areas(args) => areas::run(&args, &context),
        Command::Places(args) => places::run(&args, &context),
        Command::Analyze(args) => analyze::run(&args, &context),
        Command::Backtest(args) => backtest::run(&args, &context),
        Command::FeedbackCheck(args) => feedback_check::run(&args, &context),
        Command::Forecast(args) => forecast::run(&args, &context),
        Command::Scores(args) => scores::run(&args, &context),
        Command::Transparency(args) => transparency::run(&args, &context),
        Command::User(args) => user::run(&args, &context),
        Command::Key(args) => key::run(&args, &context),
        Command::Disclosure(args) => disclosure::run(&args, &context),
        Command::Audit(args) => audit::run(&args, &context),
        Command::Backup(args) => backup::run_backup(&args, &context),
        Command::Restore(args) => backup::run_restore(&args, &context),
        Command::Serve(args) => serve::run(&args, &context),
        Command::Demo(args) => demo::run(&args, &context),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            context.fail(&error);
            ExitCode::FAILURE
        }
    }
}
