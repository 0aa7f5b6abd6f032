use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use jiff::Zoned;

use super::audience::{Audience, audience_of};
use super::error::ApiError;
use super::identity::Identity;
use super::state::{App, Current};
use crate::disclosure::{Agreement, Clearance, DisclosedRisk, ReleasePeriod};

/// What whoever asks may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Everything.
    Individuals,
    /// Everything but incidents one by one.
    Results,
    /// What can be made of the protected copy.
    Protected(Arc<Agreement>),
}

impl Sight {
    /// Nothing, or why not.
    pub fn admits(&self, audience: Audience) -> Result<(), ApiError> {
        match (self, audience) {
            (_, Audience::Open | Audience::Everyone)
            | (Self::Individuals, _)
            | (Self::Results, Audience::EveryoneByMonth | Audience::Bands | Audience::Results) => Ok(()),
            (Self::Results, Audience::Individuals) => Err(ApiError::NotDisclosed(
                "this shows incidents one by one, which analysts and administrators alone may see".to_owned(),
            )),
            (Self::Protected(agreement), audience) => under(agreement, audience),
        }
    }
}

/// Whether an agreement admits an answer, or why not.
pub fn under(agreement: &Agreement, audience: Audience) -> Result<(), ApiError> {
    let (name, terms) = (&agreement.written().name, agreement.terms());
    let refused = |why: String| Err(ApiError::NotDisclosed(format!("{why} under {name:?}; see /api/v1/disclosure")));
    match audience {
        Audience::Open | Audience::Everyone => Ok(()),
        Audience::EveryoneByMonth if terms.period == ReleasePeriod::Month => Ok(()),
        Audience::EveryoneByMonth => {
            refused(format!("this counts months, and times are disclosed as {}s", terms.period.word()))
        }
        Audience::Bands if terms.risk == DisclosedRisk::Bands => Ok(()),
        Audience::Bands => refused("no forecast is disclosed".to_owned()),
        Audience::Results | Audience::Individuals => refused(
            "this rests on single incidents, exact places, hours or the numbers of a forecast, none of which are disclosed".to_owned(),
        ),
    }
}

/// Lets a request through that whoever sends it may make, with the snapshot that may be shown beside it.
///
/// A route that is not in the table is answered to those alone who may see everything.
pub async fn disclose(State(app): State<App>, request: Request, next: Next) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    // What is no route is a file of the page, or nothing.
    if let Some(path) = parts.extensions.get::<MatchedPath>().cloned() {
        let audience = audience_of(parts.method.as_str(), path.as_str());
        match sight(&mut parts, &app).await {
            Ok(sight) => {
                if audience != Some(Audience::Open) {
                    sight.admits(audience.unwrap_or(Audience::Individuals))?;
                    put_snapshot(&mut parts, &app, &sight).await?;
                }
                parts.extensions.insert(sight);
            }
            Err(_) if audience == Some(Audience::Open) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

async fn sight(parts: &mut Parts, app: &App) -> Result<Sight, ApiError> {
    let identity = Identity::from_request_parts(parts, app).await?;
    match app.config().disclosure.clearance(&identity.viewer, Zoned::now().date()) {
        Clearance::Individuals => Ok(Sight::Individuals),
        Clearance::Results => Ok(Sight::Results),
        Clearance::Under(agreement) => Ok(Sight::Protected(agreement)),
        Clearance::Nothing(refusal) => Err(ApiError::NotDisclosed(refusal.to_string())),
    }
}

async fn put_snapshot(parts: &mut Parts, app: &App, sight: &Sight) -> Result<(), ApiError> {
    let snapshot = match sight {
        Sight::Individuals | Sight::Results => app.snapshot(),
        Sight::Protected(agreement) => match app.snapshot() {
            Some(_) => Some(app.protected(agreement).await?),
            None => None,
        },
    };
    if let Some(snapshot) = snapshot {
        parts.extensions.insert(Current(snapshot));
    }
    Ok(())
}
