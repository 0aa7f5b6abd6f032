use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::guard::Peer;
use super::host::{Exposed, check_exposure};
use super::on_record::keep_swept;
use super::router::router;
use super::sign_in::SET_UP_PATH;
use super::snapshot::SnapshotError;
use super::state::App;
use super::tls::{TlsError, TlsListener, acceptor};
use crate::access::{Access, AccessError};
use crate::audit::Recorder;
use crate::config::Config;
use crate::store::{AuditStore, Store, StoreError};

/// Why the service did not start, or ended by itself.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error(transparent)]
    Exposed(#[from] Exposed),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("the audit log cannot be opened: {0}")]
    Audit(#[from] StoreError),
    #[error("{address}: {source}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("the data cannot be loaded: {0}")]
    Load(#[from] SnapshotError),
    #[error("the service ended by itself: {0}")]
    Ended(#[from] io::Error),
    #[error("a task of the service failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// What whoever started the service is told once the data are loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// `http://127.0.0.1:8080`, say.
    pub address: String,
    /// Where the first administrator is made, while there is nobody.
    pub set_up: Option<String>,
}

/// Serves a data folder until Ctrl-C or SIGTERM: to the users and keys of `access`, or without it to everybody on this machine. `on_ready`
/// hears the address once the data are loaded.
///
/// From the start `/healthz` answers; everything else waits for the data. At the end, requests under way have `grace_s`
/// seconds to finish.
pub fn serve(
    store: Store,
    config: Config,
    access: Option<Access>,
    on_ready: impl FnOnce(&Ready),
) -> Result<(), ServeError> {
    check_exposure(&config, access.is_none())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(serve_until_told(store, config, access, on_ready));
    // A kernel that nobody waits for any more is left behind.
    runtime.shutdown_background();
    ended
}

async fn serve_until_told(
    store: Store,
    config: Config,
    access: Option<Access>,
    on_ready: impl FnOnce(&Ready),
) -> Result<(), ServeError> {
    let told = tokio::spawn(told_to_end()?);
    let acceptor = config.tls.as_ref().map(acceptor).transpose()?;
    let address = config.serve.bind;
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    let ready = ready(listener.local_addr()?, acceptor.is_some(), access.as_ref())?;
    let grace = Duration::from_secs(config.serve.grace_s);
    let refresh = Duration::from_secs_f64(config.serve.refresh_s);
    let log = AuditStore::open(store.dir())?;
    let app = match access {
        Some(access) => App::guarded(store, config, access),
        None => App::new(store, config),
    };
    let app = app.on_record(Recorder::new(log));

    let (stop, stopped) = watch::channel(false);
    let mut service = match acceptor {
        Some(acceptor) => spawn(TlsListener::new(listener, acceptor)?, &app, stopped),
        None => spawn(listener, &app, stopped),
    };
    let ended = work_until_told(&app, &ready, refresh, told, &mut service, on_ready).await;
    stop.send_replace(true);
    if ended.is_ok() && tokio::time::timeout(grace, service).await.is_err() {
        tracing::warn!("requests that were still running after {} s were cut off", grace.as_secs());
    }
    ended
}

fn spawn<L>(listener: L, app: &App, mut stopped: watch::Receiver<bool>) -> JoinHandle<io::Result<()>>
where
    L: Listener<Addr = SocketAddr>,
    Peer: for<'a> Connected<IncomingStream<'a, L>>,
{
    let router = router(app.clone()).into_make_service_with_connect_info::<Peer>();
    let service = axum::serve(listener, router).with_graceful_shutdown(async move {
        // An error means that the sender is gone: time to stop as well.
        stopped.wait_for(|&stop| stop).await.ok();
    });
    tokio::spawn(service.into_future())
}

/// The set-up link works on this machine alone, so there is one only where this machine can reach the service by loopback.
fn ready(address: SocketAddr, over_tls: bool, access: Option<&Access>) -> Result<Ready, AccessError> {
    let scheme = if over_tls { "https" } else { "http" };
    let here = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port()),
        _ => address,
    };
    let token = match access {
        Some(access) if here.ip().is_loopback() => access.begin_set_up()?,
        _ => None,
    };
    let set_up = token.map(|token| format!("{scheme}://{here}{SET_UP_PATH}?token={}", token.reveal()));
    Ok(Ready { address: format!("{scheme}://{address}"), set_up })
}

async fn work_until_told(
    app: &App,
    ready: &Ready,
    refresh: Duration,
    mut told: JoinHandle<()>,
    service: &mut JoinHandle<io::Result<()>>,
    on_ready: impl FnOnce(&Ready),
) -> Result<(), ServeError> {
    let loading = app.clone();
    tokio::select! {
        loaded = tokio::task::spawn_blocking(move || loading.refresh()) => { loaded??; }
        told = &mut told => return Ok(told?),
    }
    on_ready(ready);
    let fresh = tokio::spawn(app.clone().keep_fresh(refresh));
    let swept = tokio::spawn(keep_swept(app.clone()));
    let ended = tokio::select! {
        told = &mut told => Ok(told?),
        ended = service => Ok(ended??),
    };
    fresh.abort();
    swept.abort();
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
