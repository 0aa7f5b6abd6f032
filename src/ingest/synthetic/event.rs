use super::published::AsbType;
use crate::incident::{Category, Kind, Provenance};
use crate::time::TimeWindow;

/// Who recorded an event. The names say what the county is: these agencies never saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Agency {
    Police,
    Fire,
    Council,
}

impl Agency {
    pub fn name(self) -> &'static str {
        match self {
            Self::Police => "Essex Police (synthetic)",
            Self::Fire => "Essex County Fire and Rescue Service (synthetic)",
            Self::Council => "Colchester Council (synthetic)",
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Asb(AsbType),
    CovidBreach,
    /// A class of data.police.uk, by its slug.
    Crime(&'static str),
    DeliberateFire,
}

impl Class {
    pub fn category(self) -> Category<'static> {
        let (kind, class) = match self {
            Self::Asb(kind) => (Kind::AntiSocialBehaviour, kind.slug()),
            Self::CovidBreach => (Kind::AntiSocialBehaviour, "covid-breach"),
            Self::Crime(class) => (Kind::Crime, class),
            Self::DeliberateFire => (Kind::Fire, "deliberate"),
        };
        Category::new(kind, class).expect("the classes are slugs")
    }
}

/// Where it happened, as far as the record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Address(u32),
    /// A neighbourhood's position: its code alone was recorded.
    Neighbourhood(usize),
    Unknown,
}

/// Which planted pattern an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planted {
    /// Position among the sites.
    Site(usize),
    /// Position among the near-repeat chains.
    Chain(usize),
}

/// One synthetic incident before it becomes a record.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub when: TimeWindow,
    pub class: Class,
    pub spot: Spot,
    pub agency: Agency,
    pub planted: Option<Planted>,
    pub opening_code: &'static str,
    pub closing_code: &'static str,
    /// 1 is at once, 4 is no deployment.
    pub grade: u8,
    pub provenance: Provenance,
    pub reported_by: &'static str,
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
    /// The type that a COVID breach was recorded under.
    pub recorded_as: Option<AsbType>,
    /// Its number in its agency's log of the day or year, from 1; given when all events are in order.
    pub number: u32,
}
