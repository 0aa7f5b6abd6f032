use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Required, Schema};

use super::densities::refused;
use super::error::ApiError;
use super::query::Parameters;
use crate::analysis::kernel_density::{
    BandwidthChoice, BandwidthRule, CheckedKernelDensity, EdgeCorrection, Kernel, KernelDensityParameters,
};
use crate::incident::UnknownName;
use crate::space::Metres;

/// The documentation of the parameters that every resource and tile shares; [`Filter`](crate::index::Filter) reads them.
pub struct FilterParameters;

const FILTER: [(&str, &str, &str); 10] = [
    ("category", "Kinds (asb, crime, fire, other) or kind/class, with commas between them.", "asb,crime/burglary"),
    ("from", "First civil date. An incident is chosen by the middle of its window.", "2021-03-01"),
    ("to", "First civil date after the last.", "2021-04-01"),
    ("hours", "Civil hours, half-open; may go over midnight. Windows of more than a day are never chosen.", "22-4"),
    ("days", "Days of the week: mon, tue, wed, thu, fri, sat, sun.", "fri,sat"),
    ("area", "Areas as layer:code, with commas between them.", "district:E07000066"),
    ("source", "Agencies that recorded the incident; `\\,` is a comma inside a name.", "Essex Police"),
    ("provenance", "How it came to be known: unknown, public-report, officer-found, partner, sensor.", "public-report"),
    ("polygon", "A ring of at least three places lng,lat with semicolons between them.", "0.7,51.5;0.8,51.5;0.8,51.6"),
    ("bbox", "West, south, east, north in degrees.", "0.7,51.5,0.8,51.6"),
];

impl IntoParams for FilterParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        FILTER.map(|(name, description, example)| query(name, description, Type::String, example.into())).into()
    }
}

/// Which part of a long list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub limit: usize,
    pub cursor: Option<String>,
}

impl Page {
    pub fn read(take: &mut Parameters, most: usize, default: usize) -> Result<Self, ApiError> {
        Ok(Self { limit: take.number("limit", 1..=most)?.unwrap_or(default), cursor: take.text("cursor")? })
    }
}

/// The documentation of [`Page`].
pub struct PageParameters;

impl IntoParams for PageParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            query("limit", "How many items at most.", Type::Integer, 100.into()),
            query("cursor", "The `next` of the page before.", Type::String, serde_json::Value::Null),
        ]
    }
}

/// How a density is estimated, its bandwidth yet to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelChoice {
    pub kernel: Kernel,
    pub edge: EdgeCorrection,
    pub adaptive: bool,
    pub bandwidth: BandwidthChoice,
    /// The bandwidth where a rule finds none.
    pub otherwise: Metres,
}

impl KernelChoice {
    /// What the request says, and the operator's defaults for the rest.
    pub fn read(take: &mut Parameters, defaults: &KernelDensityParameters) -> Result<Self, ApiError> {
        let kernels = Kernel::ALL.map(|kernel| (kernel.slug(), kernel));
        let edges = [("none", EdgeCorrection::None), ("uniform", EdgeCorrection::Uniform)];
        let choice = Self {
            kernel: take.choice("kernel", &kernels)?.unwrap_or(defaults.kernel),
            edge: take.choice("edge", &edges)?.unwrap_or(defaults.edge),
            adaptive: take.choice("adaptive", &[("true", true), ("false", false)])?.unwrap_or(defaults.adaptive),
            bandwidth: bandwidth(take)?.unwrap_or(BandwidthChoice::Given(defaults.bandwidth)),
            otherwise: defaults.bandwidth,
        };
        let certain = match choice.bandwidth {
            BandwidthChoice::Given(bandwidth) => bandwidth,
            BandwidthChoice::ByRule(_) => choice.otherwise,
        };
        choice.with(certain).map(|_checked| choice)
    }

    /// The parameters with the bandwidth that was found.
    pub fn with(&self, bandwidth: Metres) -> Result<CheckedKernelDensity, ApiError> {
        let Self { kernel, edge, adaptive, .. } = *self;
        KernelDensityParameters { kernel, bandwidth, edge, adaptive }.check().map_err(refused)
    }

    /// Whether a million incidents may need more than a tenth of a second.
    pub fn may_take_long(&self) -> bool {
        self.adaptive || self.bandwidth == BandwidthChoice::ByRule(BandwidthRule::Likelihood)
    }
}

/// `bandwidth_m`, or `bandwidth` as a number or by a rule.
pub fn bandwidth(take: &mut Parameters) -> Result<Option<BandwidthChoice>, ApiError> {
    let metres = take.number("bandwidth_m", f64::MIN..=f64::MAX)?.map(|metres| BandwidthChoice::Given(Metres(metres)));
    let Some(text) = take.text("bandwidth")? else { return Ok(metres) };
    if metres.is_some() {
        return Err(ApiError::parameter("bandwidth", "bandwidth: give bandwidth_m or bandwidth, not both"));
    }
    text.parse().map(Some).map_err(|error: UnknownName| ApiError::parameter("bandwidth", error))
}

/// The documentation of [`KernelChoice`]'s parameters.
pub struct KernelParameters;

impl IntoParams for KernelParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let bandwidth = "Metres: the Gaussian's standard deviation, or the radius of the quartic kernel.";
        let rule = "In place of bandwidth_m: scott, silverman, oversmoothing or likelihood (cross-validation).";
        let adaptive = "Whether each incident has a bandwidth of its own (Abramson); for the Gaussian kernel.";
        vec![
            query("bandwidth_m", bandwidth, Type::Number, 300.into()),
            query("bandwidth", rule, Type::String, "likelihood".into()),
            query("adaptive", adaptive, Type::Boolean, false.into()),
            query("kernel", "gaussian or quartic.", Type::String, "gaussian".into()),
            query("edge", "Correction at the study area's edge: none or uniform.", Type::String, "none".into()),
        ]
    }
}

/// One optional query parameter.
pub fn query(name: &str, description: &str, kind: Type, example: serde_json::Value) -> Parameter {
    let schema = Schema::Object(ObjectBuilder::new().schema_type(SchemaType::new(kind)).build());
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .example(Some(example).filter(|example| !example.is_null()))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Filter;

    #[test]
    fn every_filter_parameter_is_documented() {
        assert_eq!(FILTER.map(|(name, _, _)| name), Filter::PARAMETERS);
    }
}
