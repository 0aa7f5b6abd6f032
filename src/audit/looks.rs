use std::collections::HashMap;

use serde_json::{Value, json};

use super::entry::{Actor, Entry};

/// A map is one look for so long, however many tiles it takes.
const LOOK_MS: i64 = 60_000;

/// One tile of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub zoom: u8,
    pub column: u32,
    pub row: u32,
}

/// Looks that are under way: the first tile of each is recorded at once, the rest as one entry when a minute is over.
#[derive(Debug, Default)]
pub struct Looks {
    under_way: HashMap<Key, UnderWay>,
}

/// Who looks at what: two tiles with the same are one look.
type Key = (Actor, String, Value);

#[derive(Debug)]
struct UnderWay {
    began_ms: i64,
    entry: Entry,
    tiles: u64,
    zooms: (u8, u8),
}

impl Looks {
    /// Notes a tile that somebody with the `entry`'s actor gets of the `entry`'s subject and detail; gives the entry to record now, if the
    /// look begins with it.
    pub fn tile(&mut self, look: Look, entry: Entry) -> Option<Entry> {
        let key = (entry.actor.clone(), entry.subject.clone(), entry.detail.clone());
        if let Some(found) = self.under_way.get_mut(&key) {
            found.tiles += 1;
            found.zooms = (found.zooms.0.min(look.zoom), found.zooms.1.max(look.zoom));
            return None;
        }
        let mut first = entry.clone();
        add(&mut first.detail, json!({"first_tile": format!("{}/{}/{}", look.zoom, look.column, look.row)}));
        let under_way = UnderWay { began_ms: entry.at_ms, entry, tiles: 1, zooms: (look.zoom, look.zoom) };
        self.under_way.insert(key, under_way);
        Some(first)
    }

    /// What there is to record of the looks that are over at `now_ms`; all of them are over at `i64::MAX`.
    pub fn over(&mut self, now_ms: i64) -> Vec<Entry> {
        // A clock that was set back ends a look as well.
        let over = |look: &UnderWay| !(look.began_ms..look.began_ms.saturating_add(LOOK_MS)).contains(&now_ms);
        let ended = self.under_way.extract_if(|_, look| over(look)).map(|(_, look)| look);
        ended.filter(|look| look.tiles > 1).map(UnderWay::into_entry).collect()
    }
}

impl UnderWay {
    fn into_entry(self) -> Entry {
        let Self { mut entry, tiles, zooms: (least, most), .. } = self;
        add(&mut entry.detail, json!({"tiles": tiles, "zooms": [least, most]}));
        entry
    }
}

/// Adds the members of one JSON object to another.
fn add(detail: &mut Value, more: Value) {
    if let (Value::Object(detail), Value::Object(more)) = (detail, more) {
        detail.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::Action;

    fn entry(at_ms: i64) -> Entry {
        of("", at_ms)
    }

    fn of(query: &str, at_ms: i64) -> Entry {
        let actor = Actor { name: "a".into(), proof: "session".into(), role: "analyst".into(), agency: None };
        let (action, subject, detail) = (Action::Consultation, "tiles/density".to_owned(), json!({"query": query}));
        Entry { at_ms, actor, action, subject, detail, place: None, reason: None, request: None }
    }

    fn tile(zoom: u8) -> Look {
        Look { zoom, column: 1, row: 2 }
    }

    #[test]
    fn a_map_is_two_entries() {
        let mut looks = Looks::default();
        let first = looks.tile(tile(9), entry(1_000)).unwrap();
        assert_eq!(first.detail, json!({"query": "", "first_tile": "9/1/2"}));
        for zoom in [8, 10, 9] {
            assert_eq!(looks.tile(tile(zoom), entry(1_200)), None);
        }
        assert!(looks.tile(tile(9), of("from=2020-01-01", 1_500)).is_some(), "another filter is another look");
        assert_eq!(looks.over(60_999), []);
        let [over] = &looks.over(61_000)[..] else { panic!("one is over") };
        assert_eq!(over.detail, json!({"query": "", "tiles": 4, "zooms": [8, 10]}));
        assert!(looks.tile(tile(9), entry(61_000)).is_some(), "the next minute is the next look");
    }

    #[test]
    fn a_single_tile_is_one_entry() {
        let mut looks = Looks::default();
        assert!(looks.tile(tile(9), entry(0)).is_some());
        assert_eq!(looks.over(i64::MAX), []);
        assert_eq!(looks.over(i64::MAX), []);
    }
}
