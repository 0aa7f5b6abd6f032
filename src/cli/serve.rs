use std::net::SocketAddr;

use anyhow::Context as _;
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::output::Context;
use crate::config::Config;
use crate::serve::serve;
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port; port 0 takes any free one. Only this machine can be served: 127.0.0.1 or `[::1]`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub bind: Option<SocketAddr>,
}

/// What `--json` says once the service is ready.
#[derive(Debug, Serialize)]
struct Ready {
    address: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    log_to_standard_error();
    let mut config = Config::of_folder(&context.data_dir)?;
    if let Some(bind) = args.bind {
        config.serve.bind = bind;
    }
    let store = Store::open(&context.data_dir).context("the data folder cannot be served")?;
    let mut printed = Ok(());
    serve(store, config, |address| printed = say_ready(address, context))?;
    printed
}

fn say_ready(address: SocketAddr, context: &Context) -> anyhow::Result<()> {
    let address = format!("http://{address}");
    context.answer(&Ready { address: address.clone() }, || format!("The map is at {address}/ (Ctrl-C ends it)"))
}

/// `WHERENEXT_LOG` picks what is logged, for example `debug` or `wherenext=debug`.
fn log_to_standard_error() {
    let filter = EnvFilter::try_from_env("WHERENEXT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Only the first call in a process takes effect; `demo` may have made it.
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).try_init().ok();
}
