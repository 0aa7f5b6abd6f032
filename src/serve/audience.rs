//! Who may see what, in one table: every route, tile layer and OGC collection. What is not in it is not disclosed.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::ogc::Source;
use super::tiles::address::TiledLayer;

/// Who may see an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// It holds nothing of the incidents, or asks for itself who may.
    Open,
    /// Whoever has a clearance or an agreement: it is made from the snapshot beside the request alone, and a protected one protects it.
    Everyone,
    /// The like, where times are disclosed as months: it counts months.
    EveryoneByMonth,
    /// Where the agreement shows bands of risk.
    Bands,
    /// Analysts, the tasking meeting and administrators: it rests on exact places, on hours or on forecasts.
    Results,
    /// Analysts and administrators: it shows incidents one by one.
    Individuals,
}

use Audience::{Bands, Everyone, EveryoneByMonth, Individuals, Open, Results};

/// Method and path as the router knows it.
const ROUTES: &[(&str, &str, Audience)] = &[
    ("GET", "/api/v1/about", Everyone),
    ("GET", "/api/v1/areas", Everyone),
    ("GET", "/api/v1/areas/{layer}", Everyone),
    ("GET", "/api/v1/areas/{layer}/legend", Everyone),
    ("GET", "/api/v1/case-reviews", Individuals),
    ("GET", "/api/v1/cells/{h3}", Everyone),
    ("GET", "/api/v1/comparison", Everyone),
    ("GET", "/api/v1/comparison/cells", Everyone),
    ("GET", "/api/v1/comparison/legend", Everyone),
    ("GET", "/api/v1/density", Everyone),
    ("GET", "/api/v1/density/bandwidths", Results),
    ("GET", "/api/v1/density/contours", Everyone),
    ("GET", "/api/v1/density/legend", Everyone),
    ("GET", "/api/v1/disclosure", Open),
    ("GET", "/api/v1/emerging-hot-spots", EveryoneByMonth),
    ("GET", "/api/v1/emerging-hot-spots/legend", EveryoneByMonth),
    ("GET", "/api/v1/facilities", Results),
    ("GET", "/api/v1/forecasts", Results),
    ("GET", "/api/v1/forecasts/{id}", Results),
    ("GET", "/api/v1/forecasts/{id}/legend", Results),
    ("GET", "/api/v1/forecasts/{id}/risk", Results),
    ("GET", "/api/v1/hot-spots", Everyone),
    ("GET", "/api/v1/hot-spots/legend", Everyone),
    ("GET", "/api/v1/hours", Results),
    ("GET", "/api/v1/incidents", Individuals),
    ("GET", "/api/v1/incidents/{id}", Individuals),
    ("GET", "/api/v1/jobs/{id}", Everyone),
    ("DELETE", "/api/v1/jobs/{id}", Everyone),
    ("GET", "/api/v1/near-repeats", Results),
    ("GET", "/api/v1/near-repeats/zones", Results),
    ("GET", "/api/v1/openapi.json", Open),
    ("GET", "/api/v1/recording-changes", EveryoneByMonth),
    ("GET", "/api/v1/relative-risk", Results),
    ("GET", "/api/v1/relative-risk/contours", Results),
    ("GET", "/api/v1/relative-risk/legend", Results),
    ("GET", "/api/v1/repeat-locations", Results),
    ("GET", "/api/v1/repeat-locations/next-incident", Results),
    ("GET", "/api/v1/repeat-locations/{id}", Individuals),
    ("GET", "/api/v1/risk", Results),
    ("GET", "/api/v1/risk-bands", Bands),
    ("GET", "/api/v1/scores", Results),
    ("GET", "/api/v1/space-time-clusters", Results),
    ("GET", "/api/v1/summary", Everyone),
    ("GET", "/api/v1/transparency", Results),
    ("GET", "/api/v1/transparency/{id}/{document}", Results),
    ("GET", "/api/v1/trends/{layer}", EveryoneByMonth),
    ("GET", "/api/v1/trends/{layer}/legend", EveryoneByMonth),
    ("GET", "/api/v1/volume-forecast", EveryoneByMonth),
    ("GET", "/api/v1/years", EveryoneByMonth),
    ("GET", "/basemap.pmtiles", Everyone),
    // Signing in and out, and one's own account.
    ("GET", "/account", Open),
    ("POST", "/account/password", Open),
    ("POST", "/account/sign-out", Open),
    ("POST", "/account/sign-out-everywhere", Open),
    ("GET", "/api/v1/session", Open),
    ("POST", "/api/v1/session", Open),
    ("DELETE", "/api/v1/session", Open),
    ("POST", "/api/v1/session/everywhere", Open),
    ("PUT", "/api/v1/session/password", Open),
    ("GET", "/set-up", Open),
    ("POST", "/set-up", Open),
    ("GET", "/sign-in", Open),
    ("POST", "/sign-in", Open),
    ("GET", "/sign-in.css", Open),
    ("GET", "/healthz", Open),
    ("GET", "/readyz", Open),
    // The layer of a tile and the collection of an address have their own audience: see below.
    ("GET", "/tiles/{document}", Everyone),
    ("GET", "/tiles/{layer}/{z}/{x}/{y}", Everyone),
    ("GET", "/ogc", Everyone),
    ("GET", "/ogc/", Everyone),
    ("GET", "/ogc/api", Everyone),
    ("GET", "/ogc/collections", Everyone),
    ("GET", "/ogc/collections/{collection}", Everyone),
    ("GET", "/ogc/collections/{collection}/", Everyone),
    ("GET", "/ogc/collections/{collection}/items", Everyone),
    ("GET", "/ogc/collections/{collection}/items/{feature}", Everyone),
    ("GET", "/ogc/collections/{collection}/queryables", Everyone),
    ("GET", "/ogc/collections/{collection}/tiles", Everyone),
    ("GET", "/ogc/collections/{collection}/tiles/{set}", Everyone),
    ("GET", "/ogc/collections/{collection}/tiles/{set}/{zoom}/{row}/{column}", Everyone),
    ("GET", "/ogc/conformance", Everyone),
    ("GET", "/ogc/style.css", Open),
    ("GET", "/ogc/tileMatrixSets", Everyone),
    ("GET", "/ogc/tileMatrixSets/{set}", Everyone),
];

/// The page to browse the interface with: its files have paths of their own.
const BROWSER: &str = "/docs";

static BY_ROUTE: LazyLock<HashMap<(&str, &str), Audience>> =
    LazyLock::new(|| ROUTES.iter().map(|&(method, path, audience)| ((method, path), audience)).collect());

/// Who may see what a route answers; `None` for one that nobody has thought of.
pub fn audience_of(method: &str, path: &str) -> Option<Audience> {
    if path.starts_with(BROWSER) {
        return Some(Open);
    }
    let method = if method == "HEAD" { "GET" } else { method };
    BY_ROUTE.get(&(method, path)).copied()
}

impl TiledLayer {
    pub fn audience(self) -> Audience {
        match self {
            Self::Comparison | Self::Density | Self::HotSpots | Self::Areas | Self::AreasLabels => Everyone,
            Self::EmergingHotSpots | Self::AreaTrends => EveryoneByMonth,
            Self::RiskBands => Bands,
            Self::Incidents | Self::RelativeRisk | Self::RepeatLocations | Self::Risk => Results,
        }
    }
}

impl Source {
    pub fn audience(self) -> Audience {
        match self {
            Self::HotSpots | Self::Areas(_) => Everyone,
            Self::Emerging => EveryoneByMonth,
            Self::RiskBands => Bands,
            Self::Risk(_) | Self::RepeatLocations | Self::NearRepeatZones => Results,
            Self::Incidents => Individuals,
        }
    }
}
