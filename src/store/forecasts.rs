use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::error::StoreError;

/// SHA-256.
pub type Hash = [u8; 32];

/// A forecast as it is stored, its numbers aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredForecast {
    /// 1, 2, 3 … in the order that they were stored.
    pub id: u32,
    /// Milliseconds since 1970-01-01T00:00Z.
    pub made_ms: i64,
    /// Whether it was made after its period had begun.
    pub is_replay: bool,
    /// What it is, as JSON; whose words these are, the store does not know.
    pub header: String,
    pub content_hash: Hash,
    /// That of the forecast before; `None` for the first.
    pub previous_hash: Option<Hash>,
    pub hash: Hash,
}

/// A forecast that is to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewForecast<'a> {
    pub made_ms: i64,
    pub is_replay: bool,
    pub header: &'a str,
    pub numbers: &'a [u8],
    pub content_hash: Hash,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Its number.
    New(u32),
    /// The same content was stored before, under this number.
    Known(u32),
}

/// A score as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredScore {
    pub forecast: u32,
    /// Milliseconds since 1970-01-01T00:00Z.
    pub scored_ms: i64,
    /// Of what came to pass.
    pub truth: Hash,
    /// As JSON.
    pub score: String,
}

const COLUMNS: &str = "id, made_ms, replay, header, content_hash, previous_hash, hash";

/// Adds a forecast after the last one, unless its content is there already; `seal` makes its hash from that of the last one.
pub(super) fn append(
    transaction: &Transaction<'_>,
    forecast: &NewForecast<'_>,
    seal: impl FnOnce(Option<&Hash>) -> Hash,
) -> Result<Appended, StoreError> {
    let known = transaction
        .query_row("SELECT id FROM forecast WHERE content_hash = ?1", [forecast.content_hash], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(Appended::Known(id));
    }
    let last: Option<(u32, Hash)> = transaction
        .query_row("SELECT id, hash FROM forecast ORDER BY id DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_id, previous) = last.unzip();
    let (id, hash) = (last_id.unwrap_or(0) + 1, seal(previous.as_ref()));
    let NewForecast { made_ms, is_replay, header, numbers, content_hash } = *forecast;
    transaction.execute(
        "INSERT INTO forecast (id, made_ms, replay, header, content_hash, previous_hash, hash, numbers) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (id, made_ms, is_replay, header, content_hash, previous, hash, numbers),
    )?;
    Ok(Appended::New(id))
}

/// All forecasts, the first stored first.
pub(super) fn list(connection: &Connection) -> Result<Vec<StoredForecast>, StoreError> {
    let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM forecast ORDER BY id"))?;
    let found = select.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// One forecast with its numbers.
pub(super) fn find(connection: &Connection, id: u32) -> Result<Option<(StoredForecast, Vec<u8>)>, StoreError> {
    let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS}, numbers FROM forecast WHERE id = ?1"))?;
    Ok(select.query_row([id], |row| Ok((read(row)?, row.get(7)?))).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredForecast> {
    Ok(StoredForecast {
        id: row.get(0)?,
        made_ms: row.get(1)?,
        is_replay: row.get(2)?,
        header: row.get(3)?,
        content_hash: row.get(4)?,
        previous_hash: row.get(5)?,
        hash: row.get(6)?,
    })
}

/// Adds a score, unless the forecast has one for the same truth; says whether it was added.
pub(super) fn append_score(transaction: &Transaction<'_>, score: &StoredScore) -> Result<bool, StoreError> {
    let StoredScore { forecast, scored_ms, truth, score } = score;
    let known = transaction
        .query_row("SELECT 1 FROM forecast_score WHERE forecast = ?1 AND truth = ?2", (forecast, truth), |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    transaction.execute(
        "INSERT INTO forecast_score (id, forecast, scored_ms, truth, score) \
         SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4 FROM forecast_score",
        (forecast, scored_ms, truth, score),
    )?;
    Ok(true)
}

/// All scores, the first made first.
pub(super) fn scores(connection: &Connection) -> Result<Vec<StoredScore>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT forecast, scored_ms, truth, score FROM forecast_score ORDER BY id")?;
    let read = |row: &Row<'_>| {
        Ok(StoredScore { forecast: row.get(0)?, scored_ms: row.get(1)?, truth: row.get(2)?, score: row.get(3)? })
    };
    let found = select.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Different after every forecast and every score.
pub(super) fn fingerprint(connection: &Connection) -> Result<String, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT (SELECT coalesce(max(id), 0) FROM forecast) || '-' || (SELECT coalesce(max(id), 0) FROM forecast_score)",
    )?;
    Ok(select.query_row([], |row| row.get(0))?)
}
