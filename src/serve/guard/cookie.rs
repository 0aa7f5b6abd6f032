use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::access::Token;

/// Over TLS the prefix makes a browser refuse the cookie from any other host, path, or plain connection (RFC 6265bis, 4.1.3.2).
fn name(over_tls: bool) -> &'static str {
    if over_tls { "__Host-wherenext" } else { "wherenext" }
}

/// What the browser keeps: no script reads it, no other site's page sends it, and it goes when the browser is closed.
pub fn set(token: &Token, over_tls: bool) -> HeaderValue {
    let (name, secure) = (name(over_tls), if over_tls { "; Secure" } else { "" });
    let cookie = format!("{name}={}; Path=/; HttpOnly; SameSite=Strict{secure}", token.reveal());
    let mut value = HeaderValue::try_from(cookie).expect("a token is letters, digits, dashes and underscores");
    // Then a log of headers leaves it out.
    value.set_sensitive(true);
    value
}

/// Makes the browser forget it.
pub fn clear(over_tls: bool) -> HeaderValue {
    let gone = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    let (name, secure) = (name(over_tls), if over_tls { "; Secure" } else { "" });
    HeaderValue::try_from(format!("{name}={gone}{secure}")).expect("plain text")
}

/// The token that a request carries in our cookie.
pub fn token(headers: &HeaderMap, over_tls: bool) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| *given == name(over_tls)).map(|(_, token)| token).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_back_by_its_own_name_alone() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "theme=dark; __Host-wherenext=abc".parse().unwrap());
        headers.append(COOKIE, "wherenext=def".parse().unwrap());
        assert_eq!((token(&headers, true), token(&headers, false)), (Some("abc"), Some("def")));
        headers.clear();
        headers.append(COOKIE, "xwherenext=1; wherenext=".parse().unwrap());
        assert_eq!((token(&headers, true), token(&headers, false)), (None, None));
    }

    #[test]
    fn flags() {
        let clear = |over_tls| clear(over_tls).to_str().unwrap().to_owned();
        assert!(clear(true).starts_with("__Host-wherenext=;") && clear(true).ends_with("Secure"));
        assert!(clear(false).starts_with("wherenext=;") && clear(false).contains("Max-Age=0"));
    }
}
