use axum::Json;
use axum::extract::State;
use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::disclosure::{Agreement, Clearance, WrittenAgreement, in_words};
use crate::serve::error::ApiError;
use crate::serve::identity::Identity;
use crate::serve::query::Parameters;
use crate::serve::state::App;

/// What whoever asks may see, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Disclosure {
    #[schema(example = "partner")]
    pub role: &'static str,
    #[schema(example = "Essex County Fire & Rescue")]
    pub agency: Option<String>,
    /// individuals, results, agreement or nothing.
    pub sees: &'static str,
    /// The same in sentences.
    pub in_words: Vec<String>,
    /// `null` unless it is an agreement that limits what is seen.
    pub agreement: Option<DisclosedAgreement>,
}

/// An information-sharing agreement as the service applies it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisclosedAgreement {
    pub name: String,
    pub provider: Option<String>,
    pub purpose: String,
    pub legal_basis: String,
    /// The parties' own number of it.
    pub version: String,
    /// A digest of all its terms: another one, other terms.
    pub rules: String,
    /// First civil date, where it has one.
    pub from: Option<String>,
    /// First civil date after the last.
    pub until: Option<String>,
    pub categories: Vec<String>,
    /// All agencies where empty.
    pub sources: Vec<String>,
    #[schema(example = "hex:8")]
    pub place: String,
    #[schema(example = "month")]
    pub period: &'static str,
    pub threshold: u32,
    pub residential_addresses: u32,
    pub delay_days: u32,
    #[schema(value_type = Vec<String>)]
    pub fields: Vec<crate::disclosure::DisclosedField>,
    #[schema(value_type = String, example = "bands")]
    pub risk: crate::disclosure::DisclosedRisk,
}

/// What you may see here, under which agreement, and what is kept back.
#[utoipa::path(
    get, path = "/api/v1/disclosure", tag = "operation",
    responses((status = 200, description = "The rules that hold for whoever asks", body = Disclosure)),
)]
pub async fn disclosure(
    State(app): State<App>,
    identity: Identity,
    parameters: Parameters,
) -> Result<Json<Disclosure>, ApiError> {
    parameters.read(|_| Ok(()))?;
    let viewer = identity.viewer;
    let (sees, words, agreement) = match app.config().disclosure.clearance(&viewer, Zoned::now().date()) {
        Clearance::Individuals => {
            ("individuals", vec!["Everything, the incidents one by one included.".to_owned()], None)
        }
        Clearance::Results => ("results", vec!["Every result, but no incident's own record.".to_owned()], None),
        Clearance::Under(agreement) => ("agreement", in_words(&agreement), Some(shown(&agreement))),
        Clearance::Nothing(refusal) => ("nothing", vec![format!("Nothing: {refusal}.")], None),
    };
    Ok(Json(Disclosure { role: viewer.role.name(), agency: viewer.agency, sees, in_words: words, agreement }))
}

fn shown(agreement: &Agreement) -> DisclosedAgreement {
    let (written, terms) = (agreement.written(), agreement.terms());
    let WrittenAgreement { name, provider, purpose, legal_basis, version, from, until, .. } = written.clone();
    let date = |day: Option<Date>| day.map(|day| day.to_string());
    DisclosedAgreement {
        name,
        provider,
        purpose,
        legal_basis,
        version,
        rules: agreement.rules().to_owned(),
        from: date(from),
        until: date(until),
        categories: terms.categories.iter().map(ToString::to_string).collect(),
        sources: terms.sources.iter().cloned().collect(),
        place: terms.place.to_string(),
        period: terms.period.word(),
        threshold: terms.threshold,
        residential_addresses: terms.residential_addresses,
        delay_days: terms.delay_days,
        fields: terms.fields.iter().copied().collect(),
        risk: terms.risk,
    }
}
