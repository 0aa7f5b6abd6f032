//! Who sends a request, whether they may, and how often.
//!
//! What enters is a request; what leaves is the same request with an [`Identity`](super::identity::Identity) beside it, or a refusal.
//! Without users (the demo) everybody is the same analyst. It refuses to know what a role may see.
//!
//! | file | job |
//! |---|---|
//! | `admit` | the middleware: open addresses, proof, scope, limits |
//! | `client` | from which address a request comes, through which proxies |
//! | `credentials`, `cookie` | what somebody carries |
//! | `same_origin` | no other site's page acts for somebody who is signed in |
//! | `limits` | how often |
//! | `refusal` | how a refusal is said: to programs, and to people |

mod admit;
mod client;
pub(super) mod cookie;
mod credentials;
mod limits;
mod refusal;
mod same_origin;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::error::ApiError;
use crate::access::{Access, AccessError, SignedIn};
use crate::config::Config;
use limits::RateLimits;

pub use admit::identify;
pub use client::{Client, Peer};
pub use credentials::session_token;

/// Passwords checked at once: each takes 19 MiB and a processor for some hundredths of a second.
const PASSWORDS_AT_ONCE: usize = 2;

/// What a service with users needs besides its data.
#[derive(Debug)]
pub struct Guard {
    access: Arc<Access>,
    limits: RateLimits,
    passwords: Arc<Semaphore>,
    /// The browser talks TLS, to us or to the proxy.
    pub(super) over_tls: bool,
}

impl Guard {
    pub fn new(access: Access, config: &Config) -> Self {
        Self {
            access: Arc::new(access),
            limits: RateLimits::new(&config.limits),
            passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
            over_tls: config.tls.is_some() || config.network.behind_proxy,
        }
    }

    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Signs somebody in, as often as address and name may try.
    pub async fn sign_in(&self, client: Client, name: String, password: String) -> Result<SignedIn, ApiError> {
        self.limits.sign_in(client.address, &name)?;
        self.with_password(move |access, now_s| access.sign_in(&name, &password, now_s)).await
    }

    /// Runs what hashes a password, beside the server's own threads and few at a time.
    pub async fn with_password<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Access, i64) -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let place = Arc::clone(&self.passwords).acquire_owned().await.map_err(ApiError::internal)?;
        self.asking(move |access| {
            let done = work(access, now_s());
            drop(place);
            done
        })
        .await
    }

    /// Runs what asks the store, beside the server's own threads.
    pub async fn asking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Access) -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let access = Arc::clone(&self.access);
        let done = tokio::task::spawn_blocking(move || work(&access)).await;
        Ok(done.map_err(ApiError::internal)??)
    }
}

pub fn now_s() -> i64 {
    Timestamp::now().as_second()
}
