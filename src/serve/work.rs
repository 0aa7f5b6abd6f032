use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use super::error::ApiError;

/// Runs what takes processor time beside the server's own threads: as many pieces at once as there are processors, the rest
/// wait in the order they came.
#[derive(Clone, Debug)]
pub struct Workers {
    places: Arc<Semaphore>,
}

impl Workers {
    pub fn new() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self { places: Arc::new(Semaphore::new(processors)) }
    }

    /// A piece that was started is finished, whether anybody waits for its answer or not.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(ApiError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(place);
            answer
        });
        done.await.map_err(ApiError::internal)?
    }
}
