/// How much a file may unpack to. What is larger is refused as a likely bomb before it is read, and cut off while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that any file may unpack to, however small it is packed.
    pub floor: u64,
    /// Beyond the floor: unpacked bytes for each packed one. Incident files shrink to a fifth or a twentieth; deflate can reach 1,032.
    pub ratio: u64,
    /// Bytes that no file may exceed.
    pub ceiling: u64,
    /// Bytes of one CSV record.
    pub record: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { floor: 32 << 20, ratio: 200, ceiling: 64 << 30, record: 16 << 20 }
    }
}

impl Limits {
    /// Bytes that `packed` bytes may unpack to.
    pub fn allowed(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.ratio).clamp(self.floor, self.ceiling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_files_have_room() {
        let limits = Limits::default();
        assert_eq!(limits.allowed(10), limits.floor);
        assert_eq!(limits.allowed(1 << 20), 200 << 20);
        assert_eq!(limits.allowed(u64::MAX), limits.ceiling);
    }
}
