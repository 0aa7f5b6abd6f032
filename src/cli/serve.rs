use std::net::SocketAddr;

use anyhow::Context as _;
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::output::Context;
use crate::access::Access;
use crate::config::Config;
use crate::serve::{Ready, serve};
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port; port 0 takes any free one. Beyond this machine (127.0.0.1 or `[::1]`) only with TLS or behind a proxy that
    /// speaks it: docs/access.md.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub bind: Option<SocketAddr>,
}

/// What `--json` says once the service is ready.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    address: &'a str,
    /// Where the first administrator is made; works once, on this machine, as long as the service runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    set_up: Option<&'a str>,
    /// Everybody on this machine is let in.
    open: bool,
}

/// For users and keys.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let config = configured(args, context)?;
    let access = Access::open(&context.data_dir, config.access).context("the users and keys cannot be read")?;
    begin(config, Some(access), context)
}

/// For everybody on this machine: the county is made up.
pub fn run_open(args: &Args, context: &Context) -> anyhow::Result<()> {
    begin(configured(args, context)?, None, context)
}

fn configured(args: &Args, context: &Context) -> anyhow::Result<Config> {
    log_to_standard_error();
    let mut config = Config::of_folder(&context.data_dir)?;
    if let Some(bind) = args.bind {
        config.serve.bind = bind;
    }
    Ok(config)
}

fn begin(config: Config, access: Option<Access>, context: &Context) -> anyhow::Result<()> {
    let store = Store::open(&context.data_dir).context("the data folder cannot be served")?;
    let open = access.is_none();
    let mut printed = Ok(());
    serve(store, config, access, |ready| printed = say_ready(ready, open, context))?;
    printed
}

fn say_ready(ready: &Ready, open: bool, context: &Context) -> anyhow::Result<()> {
    let Ready { address, set_up } = ready;
    let answer = Answer { address, set_up: set_up.as_deref(), open };
    context.answer(&answer, || {
        let mut text = format!("The map is at {address}/ (Ctrl-C ends it)");
        if let Some(link) = set_up {
            text +=
                &format!("\nNobody can sign in yet. Make the first administrator, once and on this machine: {link}");
        }
        if open {
            text += "\nEverybody on this machine is let in, without signing in: the county is made up.";
        }
        text
    })
}

/// `WHERENEXT_LOG` picks what is logged, for example `debug` or `wherenext=debug`.
fn log_to_standard_error() {
    let filter = EnvFilter::try_from_env("WHERENEXT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Only the first call in a process takes effect; `demo` may have made it.
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).try_init().ok();
}
