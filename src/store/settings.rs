/// What the operator or an importer sets once for the whole data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The civil time zone, as in the IANA database. Europe/London unless set.
    Zone,
    /// The name of the layer whose union is the study area. The first layer unless set.
    StudyArea,
    /// `true` where the data is the synthetic county.
    Demo,
    /// A sentence to show beside every map.
    Notice,
}

impl Setting {
    pub const DEFAULT_ZONE: &'static str = "Europe/London";

    pub fn key(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::StudyArea => "study_area",
            Self::Demo => "demo",
            Self::Notice => "notice",
        }
    }
}
