/// Told how an import goes on. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins that will go over this many bytes.
    fn stage(&self, _name: &'static str, _bytes: u64) {}

    /// So many bytes more.
    fn bytes(&self, _more: u64) {}

    /// So many rows more.
    fn rows(&self, _more: u64) {}
}

/// Tells nobody.
impl Progress for () {}
