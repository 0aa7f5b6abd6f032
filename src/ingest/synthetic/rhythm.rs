use jiff::civil::Date;

/// When incidents of a sort happen. The shapes are drawn by hand after common knowledge of policing: nights out on Friday and
/// Saturday, the way home from school, summer evenings in parks, bonfires in early November.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Homes and streets: evenings, somewhat more at weekends.
    Residential,
    /// Town centres at night, above all on Friday and Saturday.
    NightTime,
    /// Weekday afternoons in term.
    AfterSchool,
    /// Shops and offices: the working day.
    Daytime,
    /// Parks and seafronts: warm afternoons and evenings.
    Outdoors,
    /// Found or heard in the morning: tipping, litter, damage.
    Morning,
    /// Fires set after dark.
    AfterDark,
}

/// One hour of the civil calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct CivilHour {
    pub date: Date,
    /// 0 is Monday.
    pub weekday: usize,
    pub hour: usize,
}

const NIGHT: [f64; 24] = [
    2.5, 2.6, 2.2, 1.5, 0.7, 0.2, 0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.5, 1.9, 2.2,
    2.5,
];
const HOME: [f64; 24] = [
    0.9, 0.6, 0.4, 0.2, 0.15, 0.15, 0.25, 0.4, 0.6, 0.7, 0.8, 0.8, 0.9, 0.9, 1.0, 1.3, 1.6, 1.8, 2.0, 2.2, 2.2, 2.1,
    1.8, 1.4,
];
const SCHOOL_DAY: [f64; 24] = [
    0.05, 0.03, 0.02, 0.01, 0.01, 0.01, 0.02, 0.1, 0.9, 0.2, 0.2, 0.3, 0.7, 0.5, 1.0, 4.5, 4.0, 2.2, 1.2, 0.9, 0.6,
    0.4, 0.2, 0.1,
];
const SHOPS: [f64; 24] = [
    0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.7, 1.1, 1.4, 1.6, 1.8, 1.8, 1.8, 1.9, 1.8, 1.5, 1.0, 0.7, 0.4, 0.3,
    0.2, 0.1,
];
const OPEN_AIR: [f64; 24] = [
    0.5, 0.3, 0.2, 0.1, 0.05, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.3, 2.5, 2.4, 2.0,
    1.4, 0.9,
];
const FOUND: [f64; 24] = [
    0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.7, 1.5, 2.2, 2.4, 2.2, 1.8, 1.5, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.8, 0.7, 0.6, 0.5,
    0.4,
];
const DARK: [f64; 24] = [
    1.8, 1.4, 1.0, 0.7, 0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.8, 1.1, 1.5, 1.9, 2.3, 2.6, 2.7, 2.5,
    2.2,
];

impl Rhythm {
    pub const ALL: [Self; 7] = [
        Self::Residential,
        Self::NightTime,
        Self::AfterSchool,
        Self::Daytime,
        Self::Outdoors,
        Self::Morning,
        Self::AfterDark,
    ];

    /// How likely this hour is against others of its month.
    pub fn weight(self, at: CivilHour) -> f64 {
        match self {
            Self::Residential => {
                HOME[at.hour] * [0.95, 0.92, 0.93, 0.96, 1.1, 1.2, 1.02][at.weekday] * fireworks(at, 1.6)
            }
            Self::NightTime => NIGHT[at.hour] * [0.5, 0.5, 0.6, 0.9, 3.0, 4.0, 0.9][night_of(at)] * new_year(at),
            Self::AfterSchool if at.weekday > 4 || is_holiday(at.date) => 0.25 * OPEN_AIR[at.hour],
            Self::AfterSchool => SCHOOL_DAY[at.hour],
            Self::Daytime => SHOPS[at.hour] * [1.0, 1.0, 1.0, 1.05, 1.15, 1.3, 0.7][at.weekday],
            Self::Outdoors => OPEN_AIR[at.hour] * [0.8, 0.8, 0.85, 0.9, 1.2, 1.5, 1.3][at.weekday] * fireworks(at, 1.8),
            Self::Morning => FOUND[at.hour] * [1.4, 1.1, 1.05, 1.0, 1.0, 0.75, 0.7][at.weekday],
            Self::AfterDark => DARK[at.hour] * [0.9, 0.9, 0.9, 0.95, 1.1, 1.2, 1.1][at.weekday] * fireworks(at, 7.0),
        }
    }

    /// How busy a calendar month is (0 is January), mean about 1.
    pub fn season(self, month: usize) -> f64 {
        match self {
            Self::Outdoors => [0.3, 0.4, 0.7, 1.2, 1.4, 1.6, 1.9, 1.9, 1.1, 0.8, 0.5, 0.2][month],
            Self::AfterSchool => [1.0, 0.9, 1.2, 0.9, 1.2, 1.2, 0.8, 0.5, 1.3, 1.2, 1.0, 0.8][month],
            Self::AfterDark => [0.6, 0.7, 1.0, 1.3, 1.1, 1.0, 1.2, 1.1, 0.9, 1.1, 1.4, 0.6][month],
            _ => [0.9, 0.9, 0.95, 1.0, 1.05, 1.05, 1.1, 1.1, 1.0, 1.0, 0.95, 1.0][month],
        }
    }
}

/// The weekday whose night an hour belongs to: before six it is still yesterday's.
fn night_of(at: CivilHour) -> usize {
    if at.hour < 6 { (at.weekday + 6) % 7 } else { at.weekday }
}

fn new_year(at: CivilHour) -> f64 {
    let eve = at.date.month() == 12 && at.date.day() == 31 && at.hour >= 20;
    let morning = at.date.month() == 1 && at.date.day() == 1 && at.hour < 5;
    if eve || morning { 3.0 } else { 1.0 }
}

/// `peak` on the evening of 5 November, a third of its excess on the days around it and on Halloween.
fn fireworks(at: CivilHour, peak: f64) -> f64 {
    let evening = (17..24).contains(&at.hour);
    match (at.date.month(), at.date.day()) {
        (11, 5) if evening => peak,
        (10, 31) | (11, 1..=8) if evening => 1.0 + (peak - 1.0) / 3.0,
        _ => 1.0,
    }
}

/// School holidays, roughly: the same dates every year.
fn is_holiday(date: Date) -> bool {
    match date.month() {
        8 => true,
        7 => date.day() >= 24,
        12 => date.day() >= 21,
        1 => date.day() <= 3,
        4 => (3..=16).contains(&date.day()),
        10 => (24..=31).contains(&date.day()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn hour(year: i16, month: i8, day: i8, hour: usize) -> CivilHour {
        let date = date(year, month, day);
        CivilHour { date, weekday: date.weekday().to_monday_zero_offset() as usize, hour }
    }

    #[test]
    fn saturday_night_lasts_into_sunday() {
        let saturday = Rhythm::NightTime.weight(hour(2019, 6, 16, 1));
        let tuesday = Rhythm::NightTime.weight(hour(2019, 6, 12, 1));
        assert!(saturday > 5.0 * tuesday);
        assert!(saturday > 2.0 * Rhythm::NightTime.weight(hour(2019, 6, 16, 23)));
    }

    #[test]
    fn school_is_out_in_august() {
        let term = Rhythm::AfterSchool.weight(hour(2019, 6, 12, 15));
        assert!(term > 5.0 * Rhythm::AfterSchool.weight(hour(2019, 8, 14, 15)));
    }

    #[test]
    fn bonfire_night_burns() {
        let night = Rhythm::AfterDark.weight(hour(2019, 11, 5, 20));
        assert!(night > 5.0 * Rhythm::AfterDark.weight(hour(2019, 11, 19, 20)));
    }
}
