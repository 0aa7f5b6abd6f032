//! From the outside to incidents: the synthetic county. Readers of files stand beside it.

pub mod synthetic;
