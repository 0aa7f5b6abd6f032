use rustc_hash::FxHashMap;

/// The columns' names of a file, found in whatever form they are written: `Crime ID`, `crime_id` and `CRIME-ID` are one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    places: FxHashMap<String, Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    first: usize,
    repeated: bool,
}

impl Header {
    pub fn new(names: Vec<String>) -> Self {
        let mut places = FxHashMap::default();
        for (first, name) in names.iter().enumerate() {
            places
                .entry(plain(name))
                .and_modify(|place: &mut Place| place.repeated = true)
                .or_insert(Place { first, repeated: false });
        }
        Self { names, places }
    }

    /// Position of the (first) column called `name`.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&plain(name)).map(|place| place.first)
    }

    /// Whether two columns are called `name`.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.places.get(&plain(name)).is_some_and(|place| place.repeated)
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The names in one line, for messages.
    pub fn list(&self) -> String {
        const LONGEST: usize = 300;
        let list = self.names.join(", ");
        match list.char_indices().nth(LONGEST) {
            Some((at, _)) => format!("{}…", &list[..at]),
            None => list,
        }
    }
}

/// Letters and digits in lower case: all that tells two column names apart.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_forms() {
        let header = Header::new(["Crime ID", " month ", "LSOA-Code"].map(str::to_owned).to_vec());
        for name in ["crime_id", "CRIME ID", "CrimeId"] {
            assert_eq!(header.find(name), Some(0));
        }
        assert_eq!(header.find("lsoa code"), Some(2));
        assert_eq!(header.find("Context"), None);
        assert!(!header.is_repeated("month"));
    }

    #[test]
    fn repeated_names_are_told() {
        let header = Header::new(["X", "y", "x"].map(str::to_owned).to_vec());
        assert_eq!((header.find("x"), header.is_repeated("X"), header.is_repeated("y")), (Some(0), true, false));
    }
}
