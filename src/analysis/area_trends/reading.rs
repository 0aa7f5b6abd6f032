use super::classify::Direction;
use super::trends::{AreaTrends, Growth};
use crate::analysis::finding::{Finding, day_in_words, incidents, percent, thousands};
use crate::space::AreaLayer;

/// How many areas a sentence names.
const NAMED: usize = 3;

impl AreaTrends {
    /// What the areas of `layer` come to, in two sentences.
    pub fn reading(&self, layer: &AreaLayer) -> Finding {
        let Some(windows) = &self.windows else {
            return Finding {
                statement: "There is no whole month of data in this window, so no area can be compared.".to_owned(),
                caveat: self.evidence.caveat(),
            };
        };
        let names = |direction: Direction| -> Vec<&str> {
            let found = self.areas.iter().filter(|area| area.direction == direction);
            found.map(|area| layer.areas()[area.area].name.as_str()).collect()
        };
        let tested = self.tested();
        let (up, mut down) = (names(Direction::Up), names(Direction::Down));
        down.reverse();
        let statement = if tested == 0 {
            format!("No {} has enough incidents to be tested.", layer.name())
        } else {
            format!(
                "Of {} tested, {} and {}; altogether there were {} from {} to {}{}.",
                counted(tested, layer.name()),
                went(&up, "went up by more than chance explains"),
                went(&down, "went down"),
                incidents(self.whole.count),
                day_in_words(windows.now.start),
                day_in_words(windows.now.end.yesterday().unwrap_or(windows.now.end)),
                against(&self.whole, windows.years),
            )
        };
        Finding { statement, caveat: self.caveat(up.len() + down.len()) }
    }

    /// How many areas were tested.
    pub fn tested(&self) -> usize {
        self.areas.iter().filter(|area| area.rank.is_some()).count()
    }

    /// How many areas go in this direction.
    pub fn count(&self, direction: Direction) -> usize {
        self.areas.iter().filter(|area| area.direction == direction).count()
    }

    fn caveat(&self, named: usize) -> String {
        if named == 0 {
            return self.evidence.caveat();
        }
        let rate = percent(self.parameters.get().false_discovery_rate);
        format!("Up to {rate} of the areas singled out may be so by chance; {}", lower(&self.evidence.caveat()))
    }
}

/// "14 areas (district)", "1 area (ward)".
fn counted(count: usize, layer: &str) -> String {
    let noun = if count == 1 { "area" } else { "areas" };
    format!("{} {noun} ({layer})", thousands(count))
}

/// "3 went up (Basildon, Harlow, Tendring)", "none went down".
fn went(names: &[&str], how: &str) -> String {
    if names.is_empty() {
        return format!("none {how}");
    }
    let more = if names.len() > NAMED { format!(" and {} more", names.len() - NAMED) } else { String::new() };
    format!("{} {how} ({}{more})", thousands(names.len()), names[..names.len().min(NAMED)].join(", "))
}

/// ", 46 % more than a year before".
fn against(whole: &Growth, years: i32) -> String {
    let Some(ratio) = whole.change.and_then(|change| change.ratio) else { return String::new() };
    let before = if years == 1 { "a year before".to_owned() } else { format!("{years} years before") };
    let difference = percent((ratio - 1.0).abs());
    match (ratio - 1.0).abs() {
        small if small < 0.0005 => format!(", as many as {before}"),
        _ if ratio > 1.0 => format!(", {difference} more than {before}"),
        _ => format!(", {difference} fewer than {before}"),
    }
}

fn lower(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
