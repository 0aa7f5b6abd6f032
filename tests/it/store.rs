//! The store from outside: imports, replacement, updates, outcomes, and what is left after a kill.

mod crash;
mod folder;
mod import;
mod made;
mod outcomes;
mod split;
