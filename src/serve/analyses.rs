use std::any::Any;
use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use quick_cache::{OptionsBuilder, Weighter};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::error::ApiError;
use super::once::Bytes;
use super::work::Workers;
use crate::analysis::Progress;

/// An answer that takes longer than this is a job: the client is told how far it is and may cancel it.
const MOST_WAIT: Duration = Duration::from_millis(100);
/// About how many results are in use at once.
const EXPECTED_RESULTS: usize = 256;

/// How long one request waits before it is told of the job that makes its answer: a tenth of a second in all, however many analyses the
/// answer stands on.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    until: Instant,
}

/// Analyses by what they depend on: each computed once, kept while there is room, and those under way with their progress.
///
/// A computation is shared by everybody who asks for it, goes on when a client goes away, and ends early only when it is cancelled.
#[derive(Clone)]
pub struct Analyses {
    shared: Arc<Shared>,
}

struct Shared {
    kept: Cache<String, Kept, KeptBytes>,
    running: Mutex<HashMap<String, Running>>,
}

#[derive(Clone)]
struct Kept {
    result: Arc<dyn Any + Send + Sync>,
    bytes: usize,
}

#[derive(Clone, Copy)]
struct KeptBytes {
    most: u64,
}

impl Weighter<String, Kept> for KeptBytes {
    fn weight(&self, _key: &String, kept: &Kept) -> u64 {
        (kept.bytes as u64).clamp(1, self.most)
    }
}

#[derive(Clone)]
struct Running {
    id: String,
    progress: Arc<Progress>,
    ended: watch::Receiver<Option<Result<Kept, ApiError>>>,
}

/// What an analysis has come to when the caller's patience ends.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(Arc<T>),
    Running(Job),
}

/// An analysis under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: String,
    /// The part that is done, 0..=1, when it is known.
    pub done_fraction: Option<f64>,
}

impl Debug for Analyses {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Analyses").field("kept", &self.shared.kept.len()).finish_non_exhaustive()
    }
}

impl Analyses {
    pub fn new(capacity_bytes: u64) -> Self {
        // One shard: the capacity is divided among shards, and a value larger than its share is never kept.
        let options = OptionsBuilder::new()
            .shards(1)
            .estimated_items_capacity(EXPECTED_RESULTS)
            .weight_capacity(capacity_bytes)
            .build()
            .expect("shards, items and weight are all that is needed, and are given");
        let weighter = KeptBytes { most: (capacity_bytes / 2).max(1) };
        let kept = Cache::with_options(options, weighter, Default::default(), Default::default());
        Self { shared: Arc::new(Shared { kept, running: Mutex::default() }) }
    }

    /// The result under `key`, or how far it is when it is not there within a tenth of a second. One key has one type of result.
    pub async fn begin<T: Bytes + Send + Sync + 'static>(
        &self,
        workers: &Workers,
        key: String,
        compute: impl FnOnce(&Progress) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Outcome<T>, ApiError> {
        self.begin_within(Patience::begin(), workers, key, compute).await
    }

    /// The like, for an answer that stands on several analyses: all share the patience of one request.
    pub async fn begin_within<T: Bytes + Send + Sync + 'static>(
        &self,
        patience: Patience,
        workers: &Workers,
        key: String,
        compute: impl FnOnce(&Progress) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Outcome<T>, ApiError> {
        let running = match self.find(&key) {
            Found::Kept(kept) => return Ok(Outcome::Done(typed(&kept)?)),
            Found::Running(running) => running,
            Found::Nothing(started) => self.start(workers, key, started, compute),
        };
        let job = running.clone();
        match tokio::time::timeout(patience.left(), ended(running)).await {
            Ok(result) => Ok(Outcome::Done(typed(&result?)?)),
            Err(_elapsed) => Ok(Outcome::Running(job.job())),
        }
    }

    /// The result under `key`, however long it takes.
    pub async fn finish<T: Bytes + Send + Sync + 'static>(
        &self,
        workers: &Workers,
        key: String,
        compute: impl FnOnce(&Progress) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Arc<T>, ApiError> {
        let running = match self.find(&key) {
            Found::Kept(kept) => return typed(&kept),
            Found::Running(running) => running,
            Found::Nothing(started) => self.start(workers, key, started, compute),
        };
        typed(&ended(running).await?)
    }

    /// The job with this id, if it is under way.
    pub fn job(&self, id: &str) -> Option<Job> {
        self.running().values().find(|running| running.id == id).map(Running::job)
    }

    /// Cancels the job with this id, if it is under way. Whoever asks for its result from now on begins it anew.
    pub fn cancel(&self, id: &str) {
        self.running().retain(|_, running| {
            let wanted = running.id != id;
            if !wanted {
                running.progress.cancel();
            }
            wanted
        });
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.shared.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks among the results and the jobs under one lock, so that a result cannot slip from one to the other in between.
    fn find(&self, key: &str) -> Found {
        let mut running = self.running();
        if let Some(kept) = self.shared.kept.get(key) {
            return Found::Kept(kept);
        }
        if let Some(found) = running.get(key) {
            return Found::Running(found.clone());
        }
        let (end, ended) = watch::channel(None);
        let started = Running { id: id_of(key), progress: Arc::default(), ended };
        running.insert(key.to_owned(), started.clone());
        Found::Nothing(Started { running: started, end })
    }

    fn start<T: Bytes + Send + Sync + 'static>(
        &self,
        workers: &Workers,
        key: String,
        started: Started,
        compute: impl FnOnce(&Progress) -> Result<T, ApiError> + Send + 'static,
    ) -> Running {
        let (analyses, workers, progress) = (self.clone(), workers.clone(), Arc::clone(&started.running.progress));
        tokio::spawn(async move {
            let told = Arc::clone(&progress);
            let work = move || {
                let result = compute(&told)?;
                Ok(Kept { bytes: result.bytes(), result: Arc::new(result) })
            };
            let result = workers.run(work).await;
            let mut running = analyses.running();
            if let Ok(kept) = &result {
                analyses.shared.kept.insert(key.clone(), kept.clone());
            }
            // After a cancellation the key may be under way for somebody else.
            if running.get(&key).is_some_and(|found| Arc::ptr_eq(&found.progress, &progress)) {
                running.remove(&key);
            }
            started.end.send_replace(Some(result));
        });
        started.running
    }
}

impl Patience {
    pub fn begin() -> Self {
        Self { until: Instant::now() + MOST_WAIT }
    }

    fn left(self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }
}

enum Found {
    Kept(Kept),
    Running(Running),
    Nothing(Started),
}

struct Started {
    running: Running,
    end: watch::Sender<Option<Result<Kept, ApiError>>>,
}

impl Running {
    fn job(&self) -> Job {
        Job { id: self.id.clone(), done_fraction: self.progress.done_fraction() }
    }
}

async fn ended(mut running: Running) -> Result<Kept, ApiError> {
    let end = running.ended.wait_for(Option::is_some).await.map_err(ApiError::internal)?;
    end.clone().unwrap_or(Err(ApiError::Cancelled))
}

fn typed<T: Send + Sync + 'static>(kept: &Kept) -> Result<Arc<T>, ApiError> {
    Arc::clone(&kept.result).downcast().map_err(|_| ApiError::internal("a result has another type than its key says"))
}

fn id_of(key: &str) -> String {
    Sha256::digest(key).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::error::ApiError;

    fn slow(progress: &Progress) -> Result<u32, ApiError> {
        progress.begin(100);
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(10));
            progress.advance(1)?;
        }
        Ok(7)
    }

    #[tokio::test]
    async fn a_quick_answer_is_no_job() {
        let analyses = Analyses::new(1 << 20);
        let outcome = analyses.begin::<u32>(&Workers::new(), "quick".to_owned(), |_| Ok(3)).await.unwrap();
        assert!(matches!(outcome, Outcome::Done(answer) if *answer == 3));
    }

    #[tokio::test]
    async fn a_slow_answer_tells_its_progress_and_arrives() {
        let (analyses, workers) = (Analyses::new(1 << 20), Workers::new());
        let Outcome::Running(job) = analyses.begin(&workers, "slow".to_owned(), slow).await.unwrap() else {
            panic!("a second is more than a tenth")
        };
        assert_eq!(analyses.job(&job.id).unwrap().id, job.id);
        let never = |_: &Progress| -> Result<u32, ApiError> { panic!("it is under way already") };
        assert_eq!(*analyses.finish::<u32>(&workers, "slow".to_owned(), never).await.unwrap(), 7);
        assert_eq!(analyses.job(&job.id), None);
        assert_eq!(*analyses.finish::<u32>(&workers, "slow".to_owned(), never).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn two_analyses_share_a_request_s_patience() {
        let (analyses, workers) = (Analyses::new(1 << 20), Workers::new());
        let (began, patience) = (Instant::now(), Patience::begin());
        let keys = ["one", "two", "three", "four", "five"];
        for key in keys {
            let outcome = analyses.begin_within(patience, &workers, key.to_owned(), slow).await.unwrap();
            assert!(matches!(outcome, Outcome::Running(_)));
        }
        // A wait for each would be half a second; a busy machine adds what it likes to the one.
        assert!(began.elapsed() < MOST_WAIT * (keys.len() as u32 - 1), "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn cancelled_and_begun_again() {
        let (analyses, workers) = (Analyses::new(1 << 20), Workers::new());
        let Outcome::Running(job) = analyses.begin(&workers, "slow".to_owned(), slow).await.unwrap() else {
            panic!("a second is more than a tenth")
        };
        let begun_anew = {
            let waiting = analyses.finish::<u32>(&workers, "slow".to_owned(), slow);
            let cancelling = async {
                analyses.cancel(&job.id);
                analyses.finish::<u32>(&workers, "slow".to_owned(), |_| Ok(8)).await
            };
            let (waiting, begun_anew) = tokio::join!(waiting, cancelling);
            assert!(matches!(waiting, Err(ApiError::Cancelled)), "{waiting:?}");
            begun_anew
        };
        assert_eq!(*begun_anew.unwrap(), 8);
        analyses.cancel(&job.id);
        assert_eq!(
            *analyses.finish::<u32>(&workers, "slow".to_owned(), |_| Ok(9)).await.unwrap(),
            8,
            "it had ended, and is kept"
        );
    }
}
