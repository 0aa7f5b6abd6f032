//! What each viewer may see.
//!
//! What enters is who asks, as a [`Viewer`]; what leaves is what may be shown. It refuses to know how somebody proved who they are, and
//! what an answer is sent as.

mod viewer;

pub use viewer::{Role, RoleError, Viewer};
