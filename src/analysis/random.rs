use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The generator of replica number `replica` under `seed`: a stream of its own, so that replicas may run on any number of threads
/// in any order and give the same bits.
pub fn replica_rng(seed: u64, replica: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(replica);
    rng
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let first = |seed, replica| replica_rng(seed, replica).next_u64();
        assert_eq!(first(1, 7), first(1, 7));
        assert_ne!(first(1, 7), first(1, 8));
        assert_ne!(first(1, 7), first(2, 7));
    }
}
