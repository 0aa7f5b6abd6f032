//! Files to incidents, from outside: layouts and profiles, rows that cannot be used, files that cannot be read, the command.

mod command;
mod damaged;
mod formats;
mod layouts;
mod made;
mod real;
mod rejects;
mod suggest;
