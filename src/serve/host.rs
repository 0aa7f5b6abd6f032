use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use thiserror::Error;

/// The service has no keys yet, so nobody but this machine may reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "{0} can be reached from other machines, and wherenext has no keys to tell who asks: bind a loopback address such as \
     127.0.0.1:{port}", port = .0.port()
)]
pub struct NotLoopback(pub SocketAddr);

/// Refuses any address but a loopback one.
pub fn check_loopback(address: SocketAddr) -> Result<(), NotLoopback> {
    if address.ip().is_loopback() { Ok(()) } else { Err(NotLoopback(address)) }
}

/// Lets a request through when its `Host` is this machine's own name for itself.
///
/// A web page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) and have a browser read from here; the browser
/// then sends that name. An address cannot be pointed elsewhere.
pub async fn own_host_only(request: Request, next: Next) -> Response {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let authority = request.uri().authority().cloned().or_else(|| header.and_then(|host| host.parse().ok()));
    if authority.is_some_and(|authority| is_own(&authority)) {
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
    fn loopback() {
        assert!(check_loopback("127.0.0.1:0".parse().unwrap()).is_ok());
        assert!(check_loopback("[::1]:8080".parse().unwrap()).is_ok());
        for open in ["0.0.0.0:8080", "192.168.1.4:80", "[::]:8080"] {
            let error = check_loopback(open.parse().unwrap()).unwrap_err();
            assert!(error.to_string().starts_with(open), "{error}");
        }
    }

    #[test]
    fn hosts() {
        let own = |host: &str| is_own(&host.parse().unwrap());
        assert!(own("localhost") && own("LOCALHOST:8080") && own("127.0.0.1:1") && own("[::1]:8080"));
        assert!(!own("evil.example") && !own("localhost.evil.example:8080") && !own("192.168.1.4") && !own("0.0.0.0"));
    }
}
