use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use thiserror::Error;

use super::state::App;
use crate::config::Config;

/// Why the service does not listen at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Exposed {
    #[error(
        "{0} can be reached from other machines, and the demo lets everybody in: bind a loopback address such as \
         127.0.0.1:{port}", port = .0.port()
    )]
    Open(SocketAddr),
    #[error(
        "{0} can be reached from other machines, and passwords and keys would cross the network in the clear: bind a \
         loopback address such as 127.0.0.1:{port}, or set [tls] certificate and key, or behind_proxy in [network] \
         (docs/access.md)", port = .0.port()
    )]
    Plain(SocketAddr),
    #[error(
        "{0} can be reached from other machines, and wherenext does not know its name there: set names in [network] \
         to what stands in the address that people type (docs/access.md)"
    )]
    Nameless(SocketAddr),
}

/// Refuses an address beyond loopback unless whoever asks is known, nobody can listen in, and the names are given.
pub fn check_exposure(config: &Config, is_open: bool) -> Result<(), Exposed> {
    let address = config.serve.bind;
    if address.ip().is_loopback() {
        Ok(())
    } else if is_open {
        Err(Exposed::Open(address))
    } else if config.tls.is_none() && !config.network.behind_proxy {
        Err(Exposed::Plain(address))
    } else if config.network.names.is_empty() {
        Err(Exposed::Nameless(address))
    } else {
        Ok(())
    }
}

/// Lets a request through when its `Host` is a name that the operator gave, or this machine's own name for itself.
///
/// A web page elsewhere can point its own name at this machine (DNS rebinding) and have a browser read from here; the browser
/// then sends that name. An address cannot be pointed elsewhere.
pub async fn own_host_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let authority = request.uri().authority().cloned().or_else(|| header.and_then(|host| host.parse().ok()));
    let names = &app.config().network.names;
    let is_named = |host: &str| names.iter().any(|name| name.eq_ignore_ascii_case(host));
    if authority.is_some_and(|authority| is_own(&authority) || is_named(authority.host())) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}

fn is_own(authority: &Authority) -> bool {
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_loopback_only_known_named_and_unheard() {
        let check = |bind: &str, names: &[&str], behind_proxy, is_open| {
            let mut config = Config::default();
            config.serve.bind = bind.parse().unwrap();
            config.network.names = names.iter().map(|&name| name.to_owned()).collect();
            config.network.behind_proxy = behind_proxy;
            check_exposure(&config, is_open)
        };
        for open in ["127.0.0.1:0", "[::1]:8080"] {
            assert_eq!((check(open, &[], false, true), check(open, &[], false, false)), (Ok(()), Ok(())));
        }
        for open in ["0.0.0.0:8080", "192.168.1.4:80", "[::]:8080"] {
            let address = open.parse().unwrap();
            assert_eq!(check(open, &["a.example"], true, true), Err(Exposed::Open(address)));
            assert_eq!(check(open, &["a.example"], false, false), Err(Exposed::Plain(address)));
            assert_eq!(check(open, &[], true, false), Err(Exposed::Nameless(address)));
            assert_eq!(check(open, &["a.example"], true, false), Ok(()));
            let error = Exposed::Plain(address).to_string();
            assert!(error.starts_with(open) && error.contains("tls"), "{error}");
        }
    }

    #[test]
    fn hosts() {
        let own = |host: &str| is_own(&host.parse().unwrap());
        assert!(own("localhost") && own("LOCALHOST:8080") && own("127.0.0.1:1") && own("[::1]:8080"));
        assert!(!own("evil.example") && !own("localhost.evil.example:8080") && !own("192.168.1.4") && !own("0.0.0.0"));
    }
}
