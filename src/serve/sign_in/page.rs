use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};

use crate::serve::ogc::escaped;

/// No script at all; the forms go to this service alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Not `no-referrer`, which makes a browser send `Origin: null` with a form (Fetch, 3.1); this one sends no path, which may hold the
/// set-up link's word.
const REFERRER: &str = "strict-origin";

/// Something to type into.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    /// What a password manager is told.
    pub autocomplete: &'static str,
    pub password: bool,
}

/// Fields and a button.
pub struct Form<'a> {
    pub action: &'a str,
    pub fields: &'a [Field],
    pub hidden: &'a [(&'a str, &'a str)],
    pub button: &'a str,
}

impl Form<'_> {
    pub fn html(&self) -> String {
        let mut html = format!("<form method=\"post\" action=\"{}\">", escaped(self.action));
        for (name, value) in self.hidden {
            html += &format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
        }
        for Field { name, label, autocomplete, password } in self.fields {
            let kind = if *password { "password" } else { "text" };
            html += &format!(
                "<label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" type=\"{kind}\" \
                 autocomplete=\"{autocomplete}\" autocapitalize=\"none\" spellcheck=\"false\" required>"
            );
        }
        html + &format!("<button type=\"submit\">{}</button></form>", escaped(self.button))
    }
}

/// A whole page. `trouble` and `body` are HTML.
pub fn answer(title: &str, trouble: &str, body: &str) -> Response {
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>{title} · wherenext</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/sign-in.css\">\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"></head>\
         <body><main><p class=\"brand\">wherenext</p><h1>{title}</h1>{trouble}{body}</main></body></html>"
    );
    let headers: [(HeaderName, &str); 3] =
        [(CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, REFERRER), (CACHE_CONTROL, "no-store")];
    (headers, Html(html)).into_response()
}
