use std::hash::Hash;
use std::sync::Arc;

use quick_cache::sync::Cache;
use quick_cache::{OptionsBuilder, Weighter};

use super::error::ApiError;
use super::work::Workers;

/// How much memory a value keeps, in bytes.
pub trait Bytes {
    fn bytes(&self) -> usize;
}

#[cfg(test)]
impl Bytes for u32 {
    fn bytes(&self) -> usize {
        4
    }
}

/// Answers that are computed once and kept, up to a number of bytes; the least useful go first.
///
/// Twenty requests for the same new answer compute it once: nineteen wait for the first.
#[derive(Debug)]
pub struct Once<K, V> {
    cache: Arc<Cache<K, V, ByBytes>>,
}

/// A value that is too large for the cache counts as half of it: it would otherwise never be kept, and be computed again by
/// every request.
#[derive(Clone, Copy, Debug)]
struct ByBytes {
    most: u64,
}

impl<K, V: Bytes> Weighter<K, V> for ByBytes {
    fn weight(&self, _key: &K, value: &V) -> u64 {
        (value.bytes() as u64).clamp(1, self.most)
    }
}

impl<K, V> Once<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Bytes + Clone + Send + Sync + 'static,
{
    /// `expected` is about how many values there will be.
    pub fn new(capacity_bytes: u64, expected: usize) -> Self {
        // One shard: the capacity is divided among shards, and a value larger than its share is never kept.
        let options = OptionsBuilder::new()
            .shards(1)
            .estimated_items_capacity(expected)
            .weight_capacity(capacity_bytes)
            .build()
            .expect("shards, items and weight are all that is needed, and are given");
        let cache = Cache::with_options(
            options,
            ByBytes { most: (capacity_bytes / 2).max(1) },
            Default::default(),
            Default::default(),
        );
        Self { cache: Arc::new(cache) }
    }

    /// The value under `key`, computed by `compute` when nobody has it or is computing it.
    ///
    /// The computation goes on when the request that began it is given up: the map drops its requests with every movement.
    pub async fn get(
        &self,
        key: K,
        workers: &Workers,
        compute: impl FnOnce() -> Result<V, ApiError> + Send + 'static,
    ) -> Result<V, ApiError> {
        if let Some(value) = self.cache.get(&key) {
            return Ok(value);
        }
        let (cache, workers) = (Arc::clone(&self.cache), workers.clone());
        let computed = tokio::spawn(async move {
            match cache.get_value_or_guard_async(&key).await {
                Ok(value) => Ok(value),
                Err(guard) => {
                    let value = workers.run(compute).await?;
                    // It is refused only when the entry was removed meanwhile; the value is right all the same.
                    guard.insert(value.clone()).ok();
                    Ok(value)
                }
            }
        });
        computed.await.map_err(ApiError::internal)?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn computed_once() {
        let once: Arc<Once<u8, u32>> = Arc::new(Once::new(1 << 20, 16));
        let workers = Workers::new();
        static COMPUTED: AtomicUsize = AtomicUsize::new(0);
        let mut waiting = Vec::new();
        for _ in 0..20 {
            let (once, workers) = (Arc::clone(&once), workers.clone());
            waiting.push(tokio::spawn(async move {
                let slow = || {
                    std::thread::sleep(Duration::from_millis(50));
                    COMPUTED.fetch_add(1, Ordering::SeqCst);
                    Ok(7)
                };
                once.get(1, &workers, slow).await
            }));
        }
        for answer in waiting {
            assert_eq!(answer.await.unwrap().unwrap(), 7);
        }
        assert_eq!(COMPUTED.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let once: Once<u8, u32> = Once::new(1 << 20, 16);
        let workers = Workers::new();
        assert!(once.get(1, &workers, || Err(ApiError::Starting)).await.is_err());
        assert_eq!(once.get(1, &workers, || Ok(3)).await.unwrap(), 3);
    }
}
