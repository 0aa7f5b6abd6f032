use rusqlite::{Connection, OptionalExtension};

use super::error::StoreError;
use crate::time::CivilZone;

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
    /// Whom to name beside every map, one a line.
    Attribution,
}

const DEFAULT_ZONE: &str = "Europe/London";

impl Setting {
    fn key(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::StudyArea => "study_area",
            Self::Demo => "demo",
            Self::Notice => "notice",
            Self::Attribution => "attribution",
        }
    }

    pub(super) fn read(self, connection: &Connection) -> Result<Option<String>, StoreError> {
        let mut select = connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(select.query_row([self.key()], |row| row.get(0)).optional()?)
    }

    pub(super) fn write(self, connection: &Connection, value: &str) -> Result<(), StoreError> {
        let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)")?;
        insert.execute((self.key(), value))?;
        Ok(())
    }
}

/// The civil zone of the data folder.
pub(super) fn zone(connection: &Connection) -> Result<CivilZone, StoreError> {
    let name = Setting::Zone.read(connection)?;
    Ok(CivilZone::named(name.as_deref().unwrap_or(DEFAULT_ZONE))?)
}
