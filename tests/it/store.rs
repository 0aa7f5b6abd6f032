//! The store from outside: imports, replacement, updates, outcomes, and what is left after a kill.

mod import;
mod made;
