use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::host::{NotLoopback, check_loopback};
use super::router::router;
use super::snapshot::SnapshotError;
use super::state::App;
use crate::config::Config;
use crate::store::Store;

/// Why the service did not start, or ended by itself.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    #[error("{address}: {source}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("the data cannot be loaded: {0}")]
    Load(#[from] SnapshotError),
    #[error("the service ended by itself: {0}")]
    Ended(#[from] io::Error),
    #[error("a task of the service failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Serves a data folder until Ctrl-C or SIGTERM. `on_ready` hears the address once the data are loaded.
///
/// From the start `/healthz` answers; everything else waits for the data. At the end, requests under way have `grace_s`
/// seconds to finish.
pub fn serve(store: Store, config: Config, on_ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    check_loopback(config.serve.bind)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(serve_until_told(store, config, on_ready));
    // A kernel that nobody waits for any more is left behind.
    runtime.shutdown_background();
    ended
}

async fn serve_until_told(store: Store, config: Config, on_ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let told = tokio::spawn(told_to_end()?);
    let address = config.serve.bind;
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    let address = listener.local_addr()?;
    let grace = Duration::from_secs(config.serve.grace_s);
    let refresh = Duration::from_secs_f64(config.serve.refresh_s);
    let app = App::new(store, config);

    let (stop, mut stopped) = watch::channel(false);
    let service = axum::serve(listener, router(app.clone())).with_graceful_shutdown(async move {
        // An error means that the sender is gone: time to stop as well.
        stopped.wait_for(|&stop| stop).await.ok();
    });
    let mut service = tokio::spawn(service.into_future());
    let ended = work_until_told(&app, address, refresh, told, &mut service, on_ready).await;
    stop.send_replace(true);
    if ended.is_ok() && tokio::time::timeout(grace, service).await.is_err() {
        tracing::warn!("requests that were still running after {} s were cut off", grace.as_secs());
    }
    ended
}

async fn work_until_told(
    app: &App,
    address: SocketAddr,
    refresh: Duration,
    mut told: JoinHandle<()>,
    service: &mut JoinHandle<io::Result<()>>,
    on_ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let loading = app.clone();
    tokio::select! {
        loaded = tokio::task::spawn_blocking(move || loading.refresh()) => { loaded??; }
        told = &mut told => return Ok(told?),
    }
    on_ready(address);
    let fresh = tokio::spawn(app.clone().keep_fresh(refresh));
    let ended = tokio::select! {
        told = &mut told => Ok(told?),
        ended = service => Ok(ended??),
    };
    fresh.abort();
    ended
}

/// Listens from the moment it is called.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to hear Ctrl-C the process can still be ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
