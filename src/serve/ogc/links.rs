use std::fmt::Write;

use serde_json::{Value, json};

pub const JSON: &str = "application/json";
pub const HTML: &str = "text/html";
pub const SCHEMA: &str = "application/schema+json";
/// The media type of an OpenAPI 3.0 document as OGC API – Features registers it.
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// A link as every OGC document has them.
pub fn link(href: impl Into<String>, rel: &str, media_type: &str, title: &str) -> Value {
    json!({ "href": href.into(), "rel": rel, "type": media_type, "title": title })
}

/// A relation that OGC has registered.
pub fn ogc_rel(name: &str) -> String {
    format!("http://www.opengis.net/def/rel/ogc/1.0/{name}")
}

/// One segment of a path, percent-encoded (RFC 3986: what is unreserved stays).
pub fn segment(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(char::from(byte));
        } else {
            write!(written, "%{byte:02X}").expect("a string takes what is written to it");
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        assert_eq!(segment("near-repeat_zones.1~"), "near-repeat_zones.1~");
        assert_eq!(segment("a/b c?é"), "a%2Fb%20c%3F%C3%A9");
    }
}
