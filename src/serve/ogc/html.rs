use serde_json::{Map, Value};

/// The pages' style; a policy that lets no page carry its own keeps it in a file.
pub const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1f24}\
    nav,.links{font-size:.9rem}table{border-collapse:collapse;font-size:.85rem}\
    th,td{border:1px solid #d0d7de;padding:.2rem .5rem;text-align:left;vertical-align:top}\
    dt{font-weight:600;margin-top:.5rem}dd{margin-left:1.5rem}ul{padding-left:1.2rem}.scroll{overflow-x:auto}";

/// A document as a page: links to follow, features as a table, the rest as names and values.
pub fn page(base: &str, title: &str, document: &Value) -> String {
    let mut body = String::new();
    match (document.get("features"), document.get("properties")) {
        (Some(Value::Array(features)), _) => {
            render_members(document, &["features", "type"], &mut body);
            render_features(features, &mut body);
        }
        (None, Some(_)) if document["type"] == "Feature" => {
            render_members(document, &["properties", "type", "geometry"], &mut body);
            render(&document["properties"], &mut body);
        }
        _ => render(document, &mut body),
    }
    let (base, title) = (escaped(base), escaped(title));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"{base}/style.css\"></head>\
         <body><nav><a href=\"{base}?f=html\">wherenext</a> · <a href=\"{base}/collections?f=html\">collections</a></nav>\
         <h1>{title}</h1>{body}</body></html>"
    )
}

fn render_members(document: &Value, without: &[&str], out: &mut String) {
    let Value::Object(members) = document else { return };
    let mut members = members.clone();
    members.retain(|name, _| !without.contains(&name.as_str()));
    render(&Value::Object(members), out);
}

fn render_features(features: &[Value], out: &mut String) {
    let none = Map::new();
    let properties = |feature: &Value| feature["properties"].as_object().cloned();
    let names: Vec<String> = features.first().and_then(properties).unwrap_or(none).keys().cloned().collect();
    out.push_str("<div class=\"scroll\"><table><thead><tr><th>id</th>");
    names.iter().for_each(|name| out.push_str(&format!("<th>{}</th>", escaped(name))));
    out.push_str("</tr></thead><tbody>");
    for feature in features {
        out.push_str(&format!("<tr><td>{}</td>", escaped(&plain(&feature["id"]))));
        for name in &names {
            out.push_str(&format!("<td>{}</td>", escaped(&plain(&feature["properties"][name]))));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
}

fn render(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => match (members.get("href"), members.get("rel")) {
            (Some(Value::String(href)), Some(rel)) => render_link(href, &plain(rel), members, out),
            _ => {
                out.push_str("<dl>");
                for (name, value) in members {
                    out.push_str(&format!("<dt>{}</dt><dd>", escaped(name)));
                    render(value, out);
                    out.push_str("</dd>");
                }
                out.push_str("</dl>");
            }
        },
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) && items.len() > 8 => {
            out.push_str(&escaped(&items.iter().map(plain).collect::<Vec<_>>().join(", ")));
        }
        Value::Array(items) => {
            out.push_str("<ul>");
            for item in items {
                out.push_str("<li>");
                render(item, out);
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
        other => out.push_str(&escaped(&plain(other))),
    }
}

fn render_link(href: &str, rel: &str, members: &Map<String, Value>, out: &mut String) {
    let title = members.get("title").map_or_else(|| href.to_owned(), plain);
    let media_type = members.get("type").map(plain).unwrap_or_default();
    let said = format!("{rel}, {media_type}");
    // A template leads nowhere before it is filled in.
    if members.get("templated") == Some(&Value::Bool(true)) {
        out.push_str(&format!("{}: <code>{}</code> ({})", escaped(&title), escaped(href), escaped(&said)));
    } else {
        out.push_str(&format!("<a href=\"{}\">{}</a> ({})", escaped(href), escaped(&title), escaped(&said)));
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Text as it stands in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_data_hold_is_text() {
        let evil = "<script>alert('x')</script>";
        let document = json!({
            "type": "FeatureCollection",
            "links": [{ "href": "http://localhost/ogc?a=\"b\"", "rel": "self", "title": evil }],
            "features": [{ "id": evil, "properties": { "name": evil } }],
        });
        let page = page("http://localhost/ogc", evil, &document);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 5, "{page}");
    }
}
