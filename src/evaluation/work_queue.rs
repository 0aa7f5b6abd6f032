use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

/// Works off jobs on `threads` threads, the last of `jobs` first; a job may give more of them. The first failure ends it.
///
/// Threads of its own and not rayon's: a forecaster that waits for rayon inside a fit would take up another forecaster's fit meanwhile,
/// and the seconds of the two could not be told apart.
pub(super) fn work_off<J: Send, E: Send>(
    jobs: Vec<J>,
    threads: usize,
    work: impl Fn(J) -> Result<Vec<J>, E> + Sync,
) -> Result<(), E> {
    let queue =
        Queue { state: Mutex::new(State { waiting: jobs, working: 0, failure: None }), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(job) = queue.take() {
                    // A panic must not leave the other threads waiting for a job that never ends.
                    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(job)));
                    match done {
                        Ok(done) => queue.put(done),
                        Err(panic) => {
                            queue.abandon();
                            std::panic::resume_unwind(panic);
                        }
                    }
                }
            });
        }
    });
    let state = queue.state.into_inner().expect("a thread that panicked has panicked here too");
    state.failure.map_or(Ok(()), Err)
}

struct Queue<J, E> {
    state: Mutex<State<J, E>>,
    changed: Condvar,
}

struct State<J, E> {
    waiting: Vec<J>,
    working: usize,
    failure: Option<E>,
}

impl<J, E> Queue<J, E> {
    fn lock(&self) -> MutexGuard<'_, State<J, E>> {
        self.state.lock().expect("nothing panics while it is held")
    }

    /// The next job; `None` when none is left and none can come.
    fn take(&self) -> Option<J> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.waiting.pop() {
                state.working += 1;
                return Some(job);
            }
            if state.working == 0 {
                return None;
            }
            state = self.changed.wait(state).expect("nothing panics while it is held");
        }
    }

    fn put(&self, done: Result<Vec<J>, E>) {
        let mut state = self.lock();
        state.working -= 1;
        match done {
            Ok(more) if state.failure.is_none() => state.waiting.extend(more),
            Ok(_) => {}
            Err(failure) => {
                state.waiting.clear();
                state.failure.get_or_insert(failure);
            }
        }
        self.changed.notify_all();
    }

    fn abandon(&self) {
        let mut state = self.lock();
        state.working -= 1;
        state.waiting.clear();
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn jobs_give_jobs() {
        for threads in [0, 1, 4] {
            let sum = AtomicU32::new(0);
            let done = work_off(vec![3_u32, 4], threads, |job| {
                sum.fetch_add(1, Ordering::Relaxed);
                Ok::<_, ()>(if job > 0 { vec![job - 1; 2] } else { Vec::new() })
            });
            // 2⁴ − 1 and 2⁵ − 1 jobs.
            assert_eq!((done, sum.into_inner()), (Ok(()), 46));
        }
    }

    #[test]
    fn a_failure_ends_it() {
        let done = work_off((0..1000).collect(), 3, |job| if job == 500 { Err("no") } else { Ok(Vec::new()) });
        assert_eq!(done, Err("no"));
        assert_eq!(work_off(Vec::<u8>::new(), 3, |_| Ok::<_, ()>(Vec::new())), Ok(()));
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_passed_on() {
        work_off(vec![1, 2, 3], 2, |_| -> Result<Vec<i32>, ()> { panic!("deliberate") }).ok();
    }
}
