use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::attributes;
use super::connection;
use super::error::{StoreError, is_busy};
use super::files::{self, ImportedFile};
use super::forecasts::{self, Appended, Hash, NewForecast, StoredForecast, StoredScore};
use super::import::ImportTransaction;
use super::layers::{self, LayerSummary};
use super::load;
use super::places::{self, PlaceClassSummary};
use super::record;
use super::settings::{self, Setting};
use super::turn::{self, Patience};
use crate::incident::{Incident, Incidents};
use crate::space::{AreaLayer, PlaceSet, StudyArea};
use crate::time::CivilZone;

pub(super) const DATABASE: &str = "wherenext.sqlite";
/// How long an import waits for another one unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
/// Loads that lost the race against a commit; each commit takes longer than noticing it.
const LOAD_TRIES: u32 = 20;

/// The data folder: everything this program keeps, in one SQLite database.
///
/// Cheap to ask from several threads; imports use a connection of their own.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// Everything that analysis needs, in memory.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub incidents: Incidents,
    pub layers: Vec<AreaLayer>,
    /// All areas of the layer that was chosen, or of the first; around the incidents where there is no layer.
    pub study_area: StudyArea,
    /// By class.
    pub place_sets: Vec<PlaceSet>,
}

impl Store {
    /// Opens the data folder and makes it where it is absent; on Unix a new folder is its owner's alone.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        make_folder(dir).map_err(|source| StoreError::Folder { path: dir.to_owned(), source })?;
        let path = dir.join(DATABASE);
        let connection = Mutex::new(connection::open(&path, &connection::RECORD)?);
        Ok(Self { dir: dir.to_owned(), path, connection })
    }

    /// Whether there is something to open; [`open`](Self::open) would make it.
    pub fn exists(dir: &Path) -> bool {
        dir.join(DATABASE).is_file()
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Begins an import; waits up to 30 s for another one to end.
    pub fn begin_import(&self) -> Result<ImportTransaction, StoreError> {
        self.begin_import_with(Patience { limit: PATIENCE, on_wait: &mut |_| () })
    }

    /// Begins an import; waits for another one as told, then fails with [`StoreError::Busy`].
    pub fn begin_import_with(&self, patience: Patience<'_>) -> Result<ImportTransaction, StoreError> {
        ImportTransaction::begin(&self.dir, &self.path, patience)
    }

    /// Everything in memory. A million incidents take 0.4 s on two cores (`cargo bench --bench store`).
    pub fn load(&self) -> Result<Loaded, StoreError> {
        for _ in 1..LOAD_TRIES {
            if let Some(loaded) = self.try_load()? {
                return Ok(loaded);
            }
        }
        Err(StoreError::Restless { tries: LOAD_TRIES })
    }

    /// The whole record of one incident, with its external id and attributes.
    pub fn incident(&self, id: u32) -> Result<Option<Incident<'static>>, StoreError> {
        record::incident(&self.connection(), id)
    }

    /// What the source's column `name` says of each incident that has one: (number, value), ascending.
    pub fn attribute(&self, name: &str) -> Result<Vec<(u32, String)>, StoreError> {
        attributes::column(&self.connection(), name)
    }

    /// Changes with every committed change, and is different for every database: for ETags and snapshots.
    pub fn fingerprint(&self) -> Result<String, StoreError> {
        Ok(format!("{}.{}", self.data_fingerprint()?, self.ledger_fingerprint()?))
    }

    /// The part of [`fingerprint`](Self::fingerprint) that changes with forecasts and scores.
    pub fn ledger_fingerprint(&self) -> Result<String, StoreError> {
        forecasts::fingerprint(&self.connection())
    }

    /// The part of [`fingerprint`](Self::fingerprint) that changes with everything else: incidents, areas, settings.
    pub fn data_fingerprint(&self) -> Result<String, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached("SELECT name || '-' || changes FROM meta")?;
        Ok(select.query_row([], |row| row.get(0))?)
    }

    /// The imported files, the first imported first.
    pub fn files(&self) -> Result<Vec<ImportedFile>, StoreError> {
        files::list(&self.connection())
    }

    pub fn setting(&self, setting: Setting) -> Result<Option<String>, StoreError> {
        setting.read(&self.connection())
    }

    pub fn set_setting(&self, setting: Setting, value: &str) -> Result<(), StoreError> {
        self.change(|connection| setting.write(connection, value))
    }

    /// The zone that [`Setting::Zone`] names.
    pub fn zone(&self) -> Result<CivilZone, StoreError> {
        settings::zone(&self.connection())
    }

    /// Stores a layer of areas in place of the one of that name, if there is one; `study_area` makes it the study area.
    pub fn put_layer(&self, layer: &AreaLayer, study_area: bool) -> Result<(), StoreError> {
        self.change(|connection| {
            layers::put(connection, layer)?;
            if study_area { Setting::StudyArea.write(connection, layer.name()) } else { Ok(()) }
        })
    }

    /// The layers of areas, the first imported first.
    pub fn layers(&self) -> Result<Vec<LayerSummary>, StoreError> {
        layers::list(&self.connection())
    }

    /// One layer with all its areas.
    pub fn layer(&self, name: &str) -> Result<AreaLayer, StoreError> {
        layers::get(&self.connection(), name)
    }

    /// Stores places, each class in place of what it had; other classes stay. All or nothing.
    pub fn put_places(&self, sets: &[PlaceSet]) -> Result<(), StoreError> {
        self.change(|connection| sets.iter().try_for_each(|set| places::put(connection, set)))
    }

    /// Forgets the places of a class; says whether there were any.
    pub fn remove_places(&self, class: &str) -> Result<bool, StoreError> {
        let mut was_there = false;
        self.change(|connection| {
            was_there = places::remove(connection, class)?;
            Ok(())
        })?;
        Ok(was_there)
    }

    /// The classes of places, by name.
    pub fn place_classes(&self) -> Result<Vec<PlaceClassSummary>, StoreError> {
        places::list(&self.connection())
    }

    /// Stores a forecast after the last one, for ever; `seal` makes its hash from that of the last one. A content that is there already
    /// is not stored again.
    pub fn append_forecast(
        &self,
        forecast: &NewForecast<'_>,
        seal: impl FnOnce(Option<&Hash>) -> Hash,
    ) -> Result<Appended, StoreError> {
        self.in_transaction(|transaction| forecasts::append(transaction, forecast, seal))
    }

    /// All forecasts without their numbers, the first stored first.
    pub fn forecasts(&self) -> Result<Vec<StoredForecast>, StoreError> {
        forecasts::list(&self.connection())
    }

    /// A forecast with its numbers.
    pub fn forecast(&self, id: u32) -> Result<Option<(StoredForecast, Vec<u8>)>, StoreError> {
        forecasts::find(&self.connection(), id)
    }

    /// Stores scores, all or none; one for a truth that the forecast was scored by before is not stored again. Says how many were new.
    pub fn append_scores(&self, scores: &[StoredScore]) -> Result<usize, StoreError> {
        self.in_transaction(|transaction| {
            let mut added = 0;
            for score in scores {
                added += usize::from(forecasts::append_score(transaction, score)?);
            }
            Ok(added)
        })
    }

    /// All scores, the first made first.
    pub fn scores(&self) -> Result<Vec<StoredScore>, StoreError> {
        forecasts::scores(&self.connection())
    }

    /// All or nothing; counted as a change of the data.
    fn change(&self, write: impl FnOnce(&Connection) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.in_transaction(|transaction| {
            write(transaction)?;
            transaction.execute("UPDATE meta SET changes = changes + 1", [])?;
            Ok(())
        })
    }

    /// All or nothing.
    fn in_transaction<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| {
            if is_busy(&error) {
                StoreError::Busy { holder: turn::holder(&self.dir), waited: connection::WAIT }
            } else {
                error.into()
            }
        })?;
        let written = write(&transaction)?;
        transaction.commit()?;
        Ok(written)
    }

    fn try_load(&self) -> Result<Option<Loaded>, StoreError> {
        let mut connection = self.connection();
        let snapshot = connection.transaction()?;
        let (changes, next) =
            snapshot.query_row("SELECT changes, next_incident FROM meta", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(rows) = load::rows(&self.path, changes, next)? else { return Ok(None) };
        let layers = layers::load(&snapshot)?;
        let study_area = layers::study_area(&snapshot, &layers, rows.places())?;
        let (dictionaries, zone) = (load::dictionaries(&snapshot)?, settings::zone(&snapshot)?);
        let incidents = rows.build(dictionaries, zone, study_area.projection().clone())?;
        let place_sets = places::load(&snapshot)?;
        Ok(Some(Loaded { incidents, layers, study_area, place_sets }))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves a connection usable: an open transaction rolls back when its guard drops.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a data folder where it is absent; on Unix it is its owner's alone.
pub(super) fn make_folder(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
