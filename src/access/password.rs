use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::error::AccessError;

/// OWASP, Password Storage Cheat Sheet (2025): Argon2id with 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// NIST SP 800-63B rev. 4, 3.1.1.2 asks for 15 where a password stands alone, and for 8 beside a second factor; OWASP (ASVS 5.0, 6.2.1)
/// recommends 15 and requires 8. Twelve, with an account that locks.
pub const MIN_CHARACTERS: usize = 12;
pub const MAX_CHARACTERS: usize = 256;

/// A name of so many letters is no accident within a password.
const TELLING: usize = 4;

/// Random bytes in the place of a hash, at the same cost: an unknown user's password is checked against them.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$n+e0UJmgaahLXacV3sTVig$7ZKBUFP+Oct6A9HQmcYOSP3ZpohyjtzMBzwB4FGJWYw";

fn hasher() -> Argon2<'static> {
    let parameters =
        Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the constants above are within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
}

/// A password's hash as a PHC string, with a salt of its own; an error where the password is too short, too long, or holds the name.
pub(super) fn hash(name: &str, password: &str) -> Result<String, AccessError> {
    let characters = password.chars().count();
    if !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&characters) {
        return Err(AccessError::PasswordLength(characters));
    }
    let (lower, name) = (password.to_lowercase(), name.to_lowercase());
    if lower == name || (name.chars().count() >= TELLING && lower.contains(&name)) {
        return Err(AccessError::PasswordIsName);
    }
    let hash: PasswordHash = hasher().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// Whether `password` has the hash `stored`. Takes as long where there is none, so that time does not tell who is a user.
pub(super) fn is_right(password: &str, stored: Option<&str>) -> bool {
    #[cfg(test)]
    tests::CHECKS.with(|checks| checks.set(checks.get() + 1));
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(DECOY)) else { return false };
    let matches = hasher().verify_password(password.as_bytes(), &hash).is_ok();
    matches && stored.is_some()
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        /// How many passwords this thread has checked at full cost.
        pub static CHECKS: Cell<u32> = const { Cell::new(0) };
    }

    #[test]
    fn salted_and_at_the_cost_that_owasp_asks_for() {
        let (one, other) = (hash("ann", "correct horse").unwrap(), hash("ann", "correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(is_right("correct horse", Some(&one)) && is_right("correct horse", Some(&other)));
        assert!(!is_right("correct horsf", Some(&one)) && !is_right("", Some(&one)) && !is_right("x", Some("no hash")));
    }

    #[test]
    fn a_decoy_costs_the_same_and_opens_nothing() {
        let real = hash("ann", "correct horse").unwrap();
        let cost = |hash: &str| hash.rsplitn(3, '$').last().unwrap().to_owned();
        assert_eq!(cost(DECOY), cost(&real));
        let lengths = |hash: &str| hash.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!(lengths(DECOY), lengths(&real));
        assert!(PasswordHash::new(DECOY).is_ok());
        assert!(!is_right("correct horse", None));
    }

    #[test]
    fn rules() {
        assert!(matches!(hash("ann", "eleven char"), Err(AccessError::PasswordLength(11))));
        assert!(matches!(hash("ann", &"x".repeat(257)), Err(AccessError::PasswordLength(257))));
        assert!(matches!(hash("ann.smith", "My Ann.Smith 1"), Err(AccessError::PasswordIsName)));
        // Characters, not bytes.
        assert!(hash("ann", &"ä".repeat(256)).is_ok());
    }
}
