//! How the service is reached, by whom how often: names, proxies, TLS, limits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use serde::Deserialize;

/// The names that the service is reached by, and what stands before it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Host names besides this machine's own for itself; without a port.
    pub names: Vec<String>,
    /// A reverse proxy speaks TLS and says whom it answers (`X-Forwarded-For`, `X-Forwarded-Proto`).
    pub behind_proxy: bool,
    /// The addresses that are believed when they say so.
    pub proxies: Vec<IpAddr>,
}

impl Default for Network {
    /// A proxy on the same machine, when there is one.
    fn default() -> Self {
        let proxies = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        Self { names: Vec::new(), behind_proxy: false, proxies }
    }
}

/// PEM files, relative to the data folder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate, and those that vouch for it.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// How often somebody may ask; 0 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// By each key, session, or address of those who carry neither.
    pub requests_per_second: u32,
    /// So many at once, before that: a map asks for a screen of tiles.
    pub burst: u32,
    /// A force may share one address.
    pub sign_ins_per_minute_address: u32,
    pub sign_ins_per_minute_name: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests_per_second: 200, burst: 1000, sign_ins_per_minute_address: 30, sign_ins_per_minute_name: 10 }
    }
}

/// Whether a word is a host name as browsers send it, without a port.
pub(super) fn is_host_name(name: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    !name.is_empty() && name.split('.').all(label)
}
