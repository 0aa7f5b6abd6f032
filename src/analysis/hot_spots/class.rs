/// How sure it is that a cell is no work of chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    Percent90,
    Percent95,
    Percent99,
}

/// What a cell is called on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpotClass {
    /// Nothing that chance alone would not give.
    None,
    /// Gi*: the cell and its neighbours hold more than their share.
    Hot(Confidence),
    /// Gi*: the cell and its neighbours hold less than their share.
    Cold(Confidence),
    /// Local Moran: a high cell among high ones.
    HighHigh,
    /// Local Moran: a low cell among low ones.
    LowLow,
    /// Local Moran: a high cell among low ones.
    HighLow,
    /// Local Moran: a low cell among high ones.
    LowHigh,
}

impl Confidence {
    pub const ALL: [Self; 3] = [Self::Percent99, Self::Percent95, Self::Percent90];

    /// The part of errors that is put up with.
    pub fn error_rate(self) -> f64 {
        match self {
            Self::Percent90 => 0.1,
            Self::Percent95 => 0.05,
            Self::Percent99 => 0.01,
        }
    }
}

impl SpotClass {
    /// The classes of Gi*, from the surest hot spot to the surest cold one.
    pub const OF_GETIS_ORD: [Self; 6] = [
        Self::Hot(Confidence::Percent99),
        Self::Hot(Confidence::Percent95),
        Self::Hot(Confidence::Percent90),
        Self::Cold(Confidence::Percent90),
        Self::Cold(Confidence::Percent95),
        Self::Cold(Confidence::Percent99),
    ];
    /// The classes of local Moran.
    pub const OF_LOCAL_MORAN: [Self; 4] = [Self::HighHigh, Self::HighLow, Self::LowHigh, Self::LowLow];

    pub fn slug(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Hot(Confidence::Percent99) => "hot-99",
            Self::Hot(Confidence::Percent95) => "hot-95",
            Self::Hot(Confidence::Percent90) => "hot-90",
            Self::Cold(Confidence::Percent90) => "cold-90",
            Self::Cold(Confidence::Percent95) => "cold-95",
            Self::Cold(Confidence::Percent99) => "cold-99",
            Self::HighHigh => "high-high",
            Self::LowLow => "low-low",
            Self::HighLow => "high-low",
            Self::LowHigh => "low-high",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "Not significant",
            Self::Hot(Confidence::Percent99) => "Hot spot, 99 % confidence",
            Self::Hot(Confidence::Percent95) => "Hot spot, 95 % confidence",
            Self::Hot(Confidence::Percent90) => "Hot spot, 90 % confidence",
            Self::Cold(Confidence::Percent90) => "Cold spot, 90 % confidence",
            Self::Cold(Confidence::Percent95) => "Cold spot, 95 % confidence",
            Self::Cold(Confidence::Percent99) => "Cold spot, 99 % confidence",
            Self::HighHigh => "High among high",
            Self::LowLow => "Low among low",
            Self::HighLow => "High among low",
            Self::LowHigh => "Low among high",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Self::None => "No more and no less than chance would put here.",
            Self::Hot(_) => "The cell and the cells around it hold more than their share.",
            Self::Cold(_) => "The cell and the cells around it hold less than their share.",
            Self::HighHigh => "More than average, and so are the cells around it.",
            Self::LowLow => "Less than average, and so are the cells around it.",
            Self::HighLow => "More than average, among cells with less.",
            Self::LowHigh => "Less than average, among cells with more.",
        }
    }

    pub fn is_hot(self) -> bool {
        matches!(self, Self::Hot(_) | Self::HighHigh)
    }

    pub fn is_cold(self) -> bool {
        matches!(self, Self::Cold(_) | Self::LowLow)
    }
}
