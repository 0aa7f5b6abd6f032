use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cookie;
use crate::access::Access;

/// What somebody carries.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// `Authorization: Bearer wn_…`. No browser sends this by itself.
    Bearer(String),
    /// HTTP Basic with a key as the password and any name, for programs that know nothing else. A browser that was asked for it once
    /// sends it by itself from then on.
    Basic(String),
    /// The cookie of a session. A browser sends it by itself.
    Session(String),
    /// An `Authorization` that holds no key.
    Other,
}

impl Credentials {
    /// `Authorization` where there is any, because it was given on purpose; otherwise the cookie.
    pub fn of(headers: &HeaderMap, over_tls: bool) -> Option<Self> {
        match headers.get(AUTHORIZATION) {
            Some(given) => Some(given.to_str().ok().and_then(authorization).unwrap_or(Self::Other)),
            None => cookie::token(headers, over_tls).map(|token| Self::Session(token.to_owned())),
        }
    }
}

/// The token of the session that a request belongs to.
pub fn session_token(headers: &HeaderMap, over_tls: bool) -> Option<String> {
    match Credentials::of(headers, over_tls) {
        Some(Credentials::Session(token)) => Some(token),
        _ => None,
    }
}

fn authorization(text: &str) -> Option<Credentials> {
    let (scheme, word) = text.trim().split_once(' ')?;
    let word = word.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Access::is_key(word).then(|| Credentials::Bearer(word.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(word).ok()?).ok()?;
    let (_, password) = pair.split_once(':')?;
    Access::is_key(password).then(|| Credentials::Basic(password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(authorization: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        headers.insert("cookie", "wherenext=abc".parse().unwrap());
        match Credentials::of(&headers, false) {
            Some(Credentials::Bearer(key)) if key == "wn_k" => "bearer",
            Some(Credentials::Basic(key)) if key == "wn_k" => "basic",
            Some(Credentials::Other) => "other",
            _ => "wrong",
        }
    }

    #[test]
    fn schemes() {
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        assert_eq!((read("Bearer wn_k"), read("bearer  wn_k")), ("bearer", "bearer"));
        assert_eq!((read(&basic("anybody:wn_k")), read(&basic(":wn_k"))), ("basic", "basic"));
        for other in ["Bearer abc", "Bearer", "wn_k", "Digest wn_k", "Basic !", &basic("wn_k"), &basic("ann:password")]
        {
            assert_eq!(read(other), "other", "{other}: what was given on purpose is not passed over for the cookie");
        }
    }

    #[test]
    fn the_cookie_without_one() {
        let mut headers = HeaderMap::new();
        assert!(Credentials::of(&headers, false).is_none());
        headers.insert("cookie", "wherenext=abc".parse().unwrap());
        assert_eq!(session_token(&headers, false).as_deref(), Some("abc"));
        assert!(Credentials::of(&headers, true).is_none(), "over TLS only the cookie that came over TLS");
    }
}
