/// A class of place and the words that tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordRule {
    pub class: &'static str,
    /// Whole words in lower case, one after the other.
    pub words: &'static [&'static str],
}

/// The rules, in the order in which they are tried. The words are those that data.police.uk uses for its map points that are no streets,
/// and their everyday names.
pub const WORDS: [WordRule; 21] = [
    rule("parking", &["parking area", "car park", "parking"]),
    rule("petrol station", &["petrol station", "filling station", "gas station"]),
    rule("police station", &["police station"]),
    rule("bus or railway station", &["bus coach station", "bus station", "railway station", "station"]),
    rule("supermarket", &["supermarket"]),
    rule("shopping", &["shopping area", "shopping centre", "retail park", "shop", "shops", "store", "market"]),
    rule("nightlife", &["nightclub", "night club", "pub", "public house", "bar", "tavern"]),
    rule("food", &["restaurant", "takeaway", "cafe"]),
    rule("hotel", &["hotel", "hostel", "motel"]),
    rule("sports or recreation", &["sports recreation area", "leisure centre", "sports ground", "recreation ground"]),
    rule("park or open space", &["park open space", "playground", "playing field"]),
    rule("pedestrian subway", &["pedestrian subway", "subway", "underpass"]),
    rule("hospital", &["hospital"]),
    rule("education", &["further higher educational building", "school", "college", "university", "academy"]),
    rule("theatre or concert hall", &["theatre concert hall", "theatre", "cinema"]),
    rule("conference or exhibition centre", &["conference exhibition centre"]),
    rule("prison", &["prison"]),
    rule("airport", &["airport airfield", "airport"]),
    rule("motorway services", &["motorway service area"]),
    rule("attraction", &["theme adventure park", "race track", "ferry terminal"]),
    rule("place of worship", &["church", "mosque", "temple", "synagogue"]),
];

const STREET: &str = "street";
const NUMBERED: &str = "numbered address";

/// The last word of a street's name in England, as far as it tells streets from other places.
const STREETS: [&str; 34] = [
    "road",
    "street",
    "close",
    "lane",
    "avenue",
    "way",
    "drive",
    "gardens",
    "crescent",
    "court",
    "place",
    "mews",
    "walk",
    "green",
    "hill",
    "grove",
    "terrace",
    "square",
    "rise",
    "chase",
    "view",
    "row",
    "end",
    "mead",
    "path",
    "link",
    "approach",
    "croft",
    "parade",
    "broadway",
    "highway",
    "boulevard",
    "wharf",
    "quay",
];

const fn rule(class: &'static str, words: &'static [&'static str]) -> WordRule {
    WordRule { class, words }
}

/// The class of a place by the words of its text; `None` where they tell nothing.
///
/// "On or near" and what follows the first comma are left out. A text that begins with a number is a numbered address and one that ends
/// with a street's word a street, whatever else is in it (`Park Road`, `12 Station Way`); otherwise the first rule decides whose words are
/// in it one after the other.
pub fn class_by_words(text: &str) -> Option<&'static str> {
    let before_comma = text.split(',').next().unwrap_or_default().to_lowercase();
    let text = before_comma.trim().strip_prefix("on or near").unwrap_or(before_comma.trim());
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (first, last) = (words.first()?, words.last()?);
    if first.starts_with(|c: char| c.is_ascii_digit()) && words.len() > 1 {
        return Some(NUMBERED);
    }
    if STREETS.contains(last) {
        return Some(STREET);
    }
    let holds = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    };
    WORDS.iter().find(|rule| rule.words.iter().any(|phrase| holds(phrase))).map(|rule| rule.class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_sources_write() {
        for (text, class) in [
            ("On or near Parking Area", Some("parking")),
            ("On or near Further/Higher Educational Building", Some("education")),
            ("On or near Park/Open Space", Some("park or open space")),
            ("On or near Park Road", Some("street")),
            ("On or near Chelmsford Police Station", Some("police station")),
            ("On or near Bus/Coach Station", Some("bus or railway station")),
            ("Pipps Hill Retail Park", Some("shopping")),
            ("8 Invented Road 00123, Colchester (synthetic)", Some("numbered address")),
            ("Shop, High Street", Some("shopping")),
            ("On or near The Causeway", None),
            ("", None),
            ("On or near", None),
            ("Barnfield", None),
        ] {
            assert_eq!(class_by_words(text), class, "{text}");
        }
    }

    #[test]
    fn no_rule_is_shadowed() {
        for rule in &WORDS {
            for phrase in rule.words {
                assert_eq!(class_by_words(phrase), Some(rule.class), "{phrase}");
            }
        }
    }
}
