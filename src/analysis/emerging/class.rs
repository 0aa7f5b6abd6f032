/// Hot or cold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Hot,
    Cold,
}

/// Which way a cell's scores move significantly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trend {
    Rising,
    Falling,
}

/// How a hot (or cold) spot came about. Read "cold" for "hot" throughout, and "falls" for "rises", for cold spots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    New,
    Consecutive,
    Intensifying,
    Persistent,
    Diminishing,
    Sporadic,
    Oscillating,
    Historical,
}

/// What a cell is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmergingClass {
    pub pattern: Pattern,
    pub direction: Direction,
}

/// A cell's history as far as the class depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct History {
    pub periods: usize,
    pub hot: usize,
    pub cold: usize,
    /// Significant periods in a row at the end, of the last period's direction.
    pub run: usize,
    pub last: Option<Direction>,
}

impl History {
    /// Whether the cell was hot or cold in any period.
    pub fn has_spot(&self) -> bool {
        self.hot + self.cold > 0
    }

    fn lasts(&self, count: usize) -> bool {
        count > 0 && count as f64 >= LASTING_FRACTION * self.periods as f64
    }
}

/// Spots of this part of the periods or more are called by their trend.
const LASTING_FRACTION: f64 = 0.9;

impl Pattern {
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Consecutive,
        Self::Intensifying,
        Self::Persistent,
        Self::Diminishing,
        Self::Sporadic,
        Self::Oscillating,
        Self::Historical,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Consecutive => "consecutive",
            Self::Intensifying => "intensifying",
            Self::Persistent => "persistent",
            Self::Diminishing => "diminishing",
            Self::Sporadic => "sporadic",
            Self::Oscillating => "oscillating",
            Self::Historical => "historical",
        }
    }
}

impl EmergingClass {
    /// The hot classes, then the cold ones.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |direction| Pattern::ALL.into_iter().map(move |pattern| Self { pattern, direction });
        of(Direction::Hot).chain(of(Direction::Cold))
    }

    /// `new-hot` to `historical-cold`.
    pub fn slug(self) -> String {
        format!("{}-{}", self.pattern.name(), self.direction.word())
    }

    /// "New hot spot" to "Historical cold spot".
    pub fn label(self) -> String {
        let name = self.pattern.name();
        format!("{}{} {} spot", name[..1].to_uppercase(), &name[1..], self.direction.word())
    }

    /// The definition.
    pub fn meaning(self) -> String {
        let (word, other) = (self.direction.word(), self.direction.opposite().word());
        let (more, less) = match self.direction {
            Direction::Hot => ("rise", "fall"),
            Direction::Cold => ("fall", "rise"),
        };
        match self.pattern {
            Pattern::New => format!("A {word} spot in the last period and in none before."),
            Pattern::Consecutive => format!(
                "A {word} spot in the last two periods or more without a break, in none before that run, and in fewer than 90 % of \
                 all periods."
            ),
            Pattern::Intensifying => format!(
                "A {word} spot in at least 90 % of the periods, the last among them, whose scores {more} significantly."
            ),
            Pattern::Persistent => format!(
                "A {word} spot in at least 90 % of the periods, the last among them, whose scores neither rise nor fall \
                 significantly."
            ),
            Pattern::Diminishing => format!(
                "A {word} spot in at least 90 % of the periods, the last among them, whose scores {less} significantly."
            ),
            Pattern::Sporadic => format!(
                "A {word} spot in the last period and, with breaks, in others before; in fewer than 90 % of the periods, and never a \
                 {other} spot."
            ),
            Pattern::Oscillating => format!(
                "A {word} spot in the last period and, with breaks, in others before; in fewer than 90 % of the periods, and a {other} \
                 spot in at least one."
            ),
            Pattern::Historical => {
                format!("A {word} spot in at least 90 % of the periods, but not in the last.")
            }
        }
    }

    /// The class of a history with or without a significant trend.
    ///
    /// The last period decides between hot and cold; without one there, a lasting spot of the past is historical.
    pub(super) fn of(history: &History, trend: Option<Trend>) -> Option<Self> {
        let Some(direction) = history.last else {
            let past = [(Direction::Hot, history.hot), (Direction::Cold, history.cold)];
            let direction = past.into_iter().find(|&(_, count)| history.lasts(count))?.0;
            return Some(Self { pattern: Pattern::Historical, direction });
        };
        let (own, other) = match direction {
            Direction::Hot => (history.hot, history.cold),
            Direction::Cold => (history.cold, history.hot),
        };
        let pattern = if history.lasts(own) {
            match (trend, direction) {
                (None, _) => Pattern::Persistent,
                (Some(Trend::Rising), Direction::Hot) | (Some(Trend::Falling), Direction::Cold) => {
                    Pattern::Intensifying
                }
                (Some(_), _) => Pattern::Diminishing,
            }
        } else if own > history.run {
            if other > 0 { Pattern::Oscillating } else { Pattern::Sporadic }
        } else if own == 1 {
            Pattern::New
        } else {
            Pattern::Consecutive
        };
        Some(Self { pattern, direction })
    }
}

impl Trend {
    /// "rising" or "falling".
    pub fn slug(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }
}

impl Direction {
    fn word(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Cold => "cold",
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Hot => Self::Cold,
            Self::Cold => Self::Hot,
        }
    }
}
