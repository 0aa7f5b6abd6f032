use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::asked::{Asked, Format, HTML_UTF8, Ogc, sent};
use super::chosen::rows_from;
use super::collection::{self, Collection};
use super::crs::Crs;
use super::features::Features;
use super::html;
use super::items_query::{ItemsQuery, crs};
use super::links::{HTML, JSON, link, segment};
use super::pages::Cursor;
use super::prepare::{self, Behind};
use super::write::{open_feature, properties, separated};
use crate::index::Selection;
use crate::serve::error::ApiError;
use crate::serve::geojson::GEO_JSON;

const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// One page of a collection.
struct Page {
    /// Without the features.
    document: Value,
    rows: Vec<usize>,
    has_next: bool,
}

/// The features of a collection that meet the conditions, a page at a time.
pub async fn items(State(ogc): State<Ogc>, Path(id): Path<String>, mut asked: Asked) -> Result<Response, ApiError> {
    let cursor = asked.parameters.clone().text("cursor")?.map(|text| Cursor::read(&text)).transpose()?;
    if let Some(cursor) = &cursor {
        asked.snapshot = ogc.pages.find(&asked.snapshot, cursor)?;
    }
    let snapshot = Arc::clone(&asked.snapshot);
    let collection = collection::find(&snapshot, &asked.sight, &id)?;
    let zone = snapshot.index().incidents().zone();
    let query = ItemsQuery::read(&asked, &collection, zone, cursor.as_ref())?;
    let features = prepare::features(&ogc.app, &snapshot, &collection, &query.behind).await?;
    let chosen = query.condition.clone().select(&ogc.app, &snapshot, &features).await?;
    let (crs, format) = (query.crs, query.format);
    let pages = ogc.pages.clone();
    let write = move || {
        let page = page(&asked, &collection, &query, &chosen);
        let body = body(features.as_ref(), &page, &query, &asked, &collection);
        Ok((page.has_next, body))
    };
    let (has_next, body) = ogc.app.workers().run(write).await?;
    if has_next {
        pages.keep(&snapshot);
    }
    Ok(in_crs(format, crs, body))
}

fn page(asked: &Asked, collection: &Collection, query: &ItemsQuery, chosen: &Selection) -> Page {
    let mut rows: Vec<usize> = rows_from(chosen, query.first).take(query.limit + 1).collect();
    let more = rows.len() > query.limit;
    rows.truncate(query.limit);
    let media_type = |format| if format == Format::Json { GEO_JSON } else { HTML };
    let other = if query.format == Format::Json { Format::Html } else { Format::Json };
    let mut links = vec![
        link(address(asked, query.format, None), "self", media_type(query.format), "This page"),
        link(address(asked, other, None), "alternate", media_type(other), "This page in another form"),
        link(collection.href(&asked.base), "collection", JSON, &collection.title),
    ];
    if let Some(&row) = rows.last().filter(|_| more) {
        let cursor = Cursor { fingerprint: asked.snapshot.fingerprint().to_owned(), row };
        let next = address(asked, query.format, Some(&cursor));
        links.push(link(next, "next", media_type(query.format), "The features that follow"));
    }
    let document = json!({
        "type": "FeatureCollection",
        "numberMatched": chosen.len(),
        "numberReturned": rows.len(),
        "timeStamp": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "links": links,
    });
    Page { document, rows, has_next: more }
}

/// The address of this request in the form `format`; with a cursor, that of the page after it.
fn address(asked: &Asked, format: Format, cursor: Option<&Cursor>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in asked.parameters.pairs() {
        if name != "f" && (name != "cursor" || cursor.is_none()) {
            query.append_pair(name, value);
        }
    }
    if let Some(cursor) = cursor {
        query.append_pair("cursor", &cursor.written());
    }
    query.append_pair("f", if format == Format::Json { "json" } else { "html" });
    format!("{}?{}", asked.here, query.finish())
}

fn body(features: &dyn Features, page: &Page, query: &ItemsQuery, asked: &Asked, collection: &Collection) -> Vec<u8> {
    if query.format == Format::Html {
        let shown = |&row: &usize| json!({ "id": features.id(row), "properties": properties(features, row) });
        let mut document = page.document.clone();
        document["features"] = page.rows.iter().map(shown).collect();
        return html::page(&asked.base, &collection.title, &document).into_bytes();
    }
    let mut out = page.document.to_string().into_bytes();
    // The closing brace gives way to the features.
    out.pop();
    out.extend_from_slice(b",\"features\":[");
    separated(page.rows.iter(), &mut out, |&row, out| {
        open_feature(features, row, query.crs, out);
        out.push(b'}');
    });
    out.extend_from_slice(b"]}");
    out
}

/// One feature by its name.
pub async fn item(
    State(ogc): State<Ogc>,
    Path((id, feature)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, ApiError> {
    let collection = collection::find(&asked.snapshot, &asked.sight, &id)?;
    let (format, crs) = asked.parameters.clone().read(|take| Ok((asked.format(take)?, crs(take, "crs")?)))?;
    let features = prepare::features(&ogc.app, &asked.snapshot, &collection, &Behind::default()).await?;
    let write = move || {
        let row = features.row_of(&feature).ok_or_else(|| ApiError::not_found("feature", feature))?;
        Ok(one(features.as_ref(), row, &asked, &collection, format, crs))
    };
    let body = ogc.app.workers().run(write).await?;
    Ok(in_crs(format, crs, body))
}

fn one(
    features: &dyn Features,
    row: usize,
    asked: &Asked,
    collection: &Collection,
    format: Format,
    crs: Crs,
) -> Vec<u8> {
    let here = format!("{}/items/{}", collection.href(&asked.base), segment(&features.id(row)));
    let (json, page) = (format!("{here}?f=json"), format!("{here}?f=html"));
    let (own, other) = match format {
        Format::Json => ((json, GEO_JSON), (page, HTML)),
        Format::Html => ((page, HTML), (json, GEO_JSON)),
    };
    let links = json!([
        link(own.0, "self", own.1, "This feature"),
        link(other.0, "alternate", other.1, "This feature in another form"),
        link(collection.href(&asked.base), "collection", JSON, &collection.title),
    ]);
    if format == Format::Html {
        let properties = properties(features, row);
        let document = json!({ "type": "Feature", "id": features.id(row), "properties": properties, "links": links });
        return html::page(&asked.base, &collection.title, &document).into_bytes();
    }
    let mut out = Vec::new();
    open_feature(features, row, crs, &mut out);
    out.extend_from_slice(b",\"links\":");
    out.extend_from_slice(links.to_string().as_bytes());
    out.push(b'}');
    out
}

fn in_crs(format: Format, crs: Crs, body: Vec<u8>) -> Response {
    if format == Format::Html {
        return sent(HTML_UTF8, body);
    }
    let mut response = sent(GEO_JSON, body);
    let said = HeaderValue::try_from(format!("<{}>", crs.uri())).expect("an address is plain text");
    response.headers_mut().insert(CONTENT_CRS, said);
    response
}
