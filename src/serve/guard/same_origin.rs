use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Uri;
use axum::http::{HeaderMap, Method};

/// Whose page has a browser send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Our own.
    Own,
    /// Another site's, or one that hides whose it is.
    Other,
    /// No browser says: a program sends it.
    Unknown,
}

/// Whether a request alters nothing (RFC 9110, 9.2.1), so that it does no harm whoever has it sent.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Every browser sends `Sec-Fetch-Site` to a trustworthy address (Fetch Metadata), and older ones `Origin` with every unsafe method.
pub fn sender(headers: &HeaderMap) -> Sender {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return if site == "same-origin" { Sender::Own } else { Sender::Other };
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return Sender::Unknown };
    let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(|given| given.to_string()));
    let own = authority.zip(text(HOST.as_str())).is_some_and(|(given, host)| given.eq_ignore_ascii_case(host));
    if own { Sender::Own } else { Sender::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> Sender {
        let mut headers = HeaderMap::new();
        headers.insert("host", "hotspots.example:8443".parse().unwrap());
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        sender(&headers)
    }

    #[test]
    fn by_what_the_browser_says() {
        assert_eq!(of(&[("sec-fetch-site", "same-origin")]), Sender::Own);
        for site in ["cross-site", "same-site", "none", ""] {
            assert_eq!(
                of(&[("sec-fetch-site", site), ("origin", "https://hotspots.example:8443")]),
                Sender::Other,
                "{site}"
            );
        }
        assert_eq!(of(&[("origin", "https://hotspots.example:8443")]), Sender::Own);
        for origin in
            ["https://hotspots.example", "https://evil.example:8443", "null", "", "https://a.hotspots.example:8443"]
        {
            assert_eq!(of(&[("origin", origin)]), Sender::Other, "{origin}");
        }
        assert_eq!(of(&[]), Sender::Unknown);
    }
}
