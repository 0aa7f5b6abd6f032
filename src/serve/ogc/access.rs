use super::collection::Collection;

/// Who may see a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may use the service: results over places and areas.
    Everyone,
    /// Incidents one by one.
    Analysts,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Sees everything. There are no roles yet, and the service answers this machine alone: whoever reaches it sits at the data.
    Analyst,
}

impl Viewer {
    /// The one question that lists, items, tiles and documents ask before they name a collection.
    pub fn may_see(self, collection: &Collection) -> bool {
        match (self, collection.audience()) {
            (Self::Analyst, Audience::Everyone | Audience::Analysts) => true,
        }
    }
}
