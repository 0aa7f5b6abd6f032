use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Limits;
use crate::serve::error::ApiError;

/// After so many looks, those who have not asked for long are forgotten: addresses can be made up by the million.
const TIDY_EVERY: u32 = 4096;

/// By whom requests are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    Key(i64),
    /// A digest of the token, which is not to lie about in memory for longer than it must.
    Session(u64),
    Address(IpAddr),
}

impl Asker {
    pub fn session(token: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        token.hash(&mut hasher);
        Self::Session(hasher.finish())
    }

    /// A household has a whole /64 of IPv6 addresses.
    pub fn address(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            IpAddr::V4(_) => address,
        })
    }
}

/// How often each may ask and try to sign in.
#[derive(Debug)]
pub struct RateLimits {
    requests: Option<Counted<Asker>>,
    sign_ins_by_address: Option<Counted<Asker>>,
    /// By the name as it was typed, in lower case, whether anybody has it or not.
    sign_ins_by_name: Option<Counted<String>>,
}

#[derive(Debug)]
struct Counted<K: Clone + Eq + Hash> {
    limiter: DefaultKeyedRateLimiter<K>,
    looks: AtomicU32,
}

impl RateLimits {
    pub fn new(limits: &Limits) -> Self {
        let a_minute = |count| NonZeroU32::new(count).map(Quota::per_minute);
        let requests = NonZeroU32::new(limits.requests_per_second).map(|rate| {
            let quota = Quota::per_second(rate);
            Counted::new(NonZeroU32::new(limits.burst).map_or(quota, |burst| quota.allow_burst(burst)))
        });
        Self {
            requests,
            sign_ins_by_address: a_minute(limits.sign_ins_per_minute_address).map(Counted::new),
            sign_ins_by_name: a_minute(limits.sign_ins_per_minute_name).map(Counted::new),
        }
    }

    /// Counts a request.
    pub fn request(&self, asker: &Asker) -> Result<(), ApiError> {
        self.requests.as_ref().map_or(Ok(()), |counted| counted.check(asker))
    }

    /// Counts an attempt to sign in.
    pub fn sign_in(&self, address: IpAddr, name: &str) -> Result<(), ApiError> {
        if let Some(counted) = &self.sign_ins_by_address {
            counted.check(&Asker::address(address))?;
        }
        self.sign_ins_by_name.as_ref().map_or(Ok(()), |counted| counted.check(&name.trim().to_lowercase()))
    }
}

impl<K: Clone + Eq + Hash> Counted<K> {
    fn new(quota: Quota) -> Self {
        Self { limiter: RateLimiter::keyed(quota), looks: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        if self.looks.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            ApiError::TooMany { wait_s: wait.as_secs() + 1 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_on_its_own() {
        let limits = Limits { requests_per_second: 1, burst: 3, ..Limits::default() };
        let limits = RateLimits::new(&limits);
        let key = Asker::Key(1);
        assert!((0..3).all(|_| limits.request(&key).is_ok()));
        assert!(matches!(limits.request(&key), Err(ApiError::TooMany { wait_s: 1.. })));
        assert!(limits.request(&Asker::Key(2)).is_ok() && limits.request(&Asker::session("token")).is_ok());
    }

    #[test]
    fn sign_ins_by_address_and_by_name() {
        let limits = Limits { sign_ins_per_minute_address: 3, sign_ins_per_minute_name: 2, ..Limits::default() };
        let limits = RateLimits::new(&limits);
        let from = |address: &str, name| limits.sign_in(address.parse().unwrap(), name).is_ok();
        assert!(from("192.0.2.1", "ann") && from("192.0.2.2", "ANN "));
        assert!(!from("192.0.2.3", "Ann"), "a name from everywhere");
        assert!(from("192.0.2.1", "bob") && from("192.0.2.1", "cas"));
        assert!(!from("192.0.2.1", "dan"), "an address with every name");
        assert!(from("2001:db8::1", "eve") && from("2001:db8::2", "fay") && from("2001:db8::3", "gus"));
        assert!(!from("2001:db8::4", "hal"), "one household");
    }

    #[test]
    fn nought_is_no_limit() {
        let limits = Limits { requests_per_second: 0, sign_ins_per_minute_name: 0, ..Limits::default() };
        let limits = RateLimits::new(&limits);
        assert!((0..5000).all(|_| limits.request(&Asker::Key(1)).is_ok()));
    }
}
