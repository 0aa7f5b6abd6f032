//! What Essex Police published of its anti-social behaviour: the totals that the synthetic county is calibrated to.
//!
//! Source: performance reports of Essex Police to the Police, Fire and Crime Commissioner's scrutiny board, 2018 and 2021.

/// The three statutory types of anti-social behaviour, in the order of every table here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsbType {
    Nuisance,
    Environmental,
    Personal,
}

impl AsbType {
    pub const ALL: [Self; 3] = [Self::Nuisance, Self::Environmental, Self::Personal];

    /// The class of its category, `asb/nuisance` and so on.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Nuisance => "nuisance",
            Self::Environmental => "environmental",
            Self::Personal => "personal",
        }
    }
}

/// The force's three local policing areas, in the order of every table here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicingArea {
    North,
    South,
    West,
}

impl PolicingArea {
    pub const ALL: [Self; 3] = [Self::North, Self::South, Self::West];

    /// The area that a district belongs to; `None` for a name that is no district of the county.
    pub fn of_district(name: &str) -> Option<Self> {
        match name {
            "Braintree" | "Chelmsford" | "Colchester" | "Maldon" | "Tendring" | "Uttlesford" => Some(Self::North),
            "Basildon" | "Castle Point" | "Rochford" | "Southend-on-Sea" => Some(Self::South),
            "Brentwood" | "Epping Forest" | "Harlow" | "Thurrock" => Some(Self::West),
            _ => None,
        }
    }
}

/// A year from April to March.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublishedYear {
    /// The year in whose March it ends.
    pub ending: i16,
    /// All incidents, breaches of the COVID-19 rules included.
    pub incidents: u32,
    pub covid_breaches: u32,
    pub attended: u32,
    /// Shares of nuisance, environmental and personal incidents, as published: whole percents.
    ///
    /// The breaches of 2021 are a class of their own here. Whether the published shares include them is not said; each
    /// breach also carries the type that it was recorded under, in the same shares, so that both readings hold.
    pub shares: [f64; 3],
    /// Calls about a neighbour: published for the first and last year (they fell by 981, or 88 %), interpolated between.
    pub nuisance_neighbours: u32,
}

impl PublishedYear {
    /// Incidents by type without COVID breaches, as whole numbers that add up to what was published.
    pub fn by_type(&self) -> [u32; 3] {
        let all = f64::from(self.incidents - self.covid_breaches);
        let nuisance = (all * self.shares[0]).round();
        let environmental = (all * (self.shares[0] + self.shares[1])).round() - nuisance;
        [nuisance as u32, environmental as u32, (all - nuisance - environmental) as u32]
    }

    /// Incidents of one type without COVID breaches.
    pub fn of_type(&self, kind: AsbType) -> u32 {
        self.by_type()[kind as usize]
    }
}

/// The six years of the county, in order.
pub const YEARS: [PublishedYear; 6] = [
    year(2016, 52_837, 0, 29_511, [0.66, 0.19, 0.15], 1_115),
    year(2017, 52_264, 0, 26_409, [0.70, 0.18, 0.12], 900),
    year(2018, 49_430, 0, 25_974, [0.73, 0.18, 0.09], 640),
    year(2019, 46_612, 0, 23_092, [0.74, 0.19, 0.07], 420),
    year(2020, 41_365, 0, 21_251, [0.77, 0.16, 0.07], 260),
    year(2021, 60_391, 15_396, 33_644, [0.74, 0.21, 0.05], 134),
];

/// Incidents from June to May by [`AsbType`] and [`PolicingArea`]: (year in whose May it ends, counts).
pub const JUNE_TO_MAY: [(i16, [[u32; 3]; 3]); 2] = [
    (2017, [[13_703, 12_461, 9_926], [3_427, 2_930, 2_751], [2_320, 1_843, 1_593]]),
    (2018, [[14_174, 11_941, 9_582], [3_320, 2_868, 2_881], [1_541, 1_271, 1_195]]),
];

const fn year(
    ending: i16,
    incidents: u32,
    covid_breaches: u32,
    attended: u32,
    shares: [f64; 3],
    nuisance_neighbours: u32,
) -> PublishedYear {
    PublishedYear { ending, incidents, covid_breaches, attended, shares, nuisance_neighbours }
}
