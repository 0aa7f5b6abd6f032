//! Any bytes as a zip archive, and street files inside: refused, or every row accounted for, within bounded memory.

#![no_main]

mod import;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import::import("archive.zip", bytes, None));
