use sha2::{Digest, Sha256};

use super::error::AuditError;
use crate::store::{AuditHead, AuditRow, AuditStore, Hash};

const DOMAIN: &[u8] = b"wherenext audit entry 1\n";
const NO_HASH: Hash = [0; 32];

/// What the log looks like when every hash is computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that are what was written, from the first on.
    pub entries: u64,
    /// The last of them: to be noted elsewhere.
    pub head: Option<AuditHead>,
    /// The first that is not.
    pub broken: Option<Broken>,
    /// Whether the head that was asked for is among them; `None` when none was.
    pub holds_noted: Option<bool>,
}

/// The first entry that is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    pub id: i64,
    pub why: &'static str,
}

/// Numbers a row after the last one and seals it.
pub(super) fn seal(head: Option<AuditHead>, row: &mut AuditRow) {
    row.id = head.map_or(0, |head| head.id) + 1;
    row.hash = hash_of(head.map_or(NO_HASH, |head| head.hash), row);
}

/// Computes every hash again, in order; `noted` is the hash of a last entry that somebody wrote down earlier.
pub fn verify(store: &AuditStore, noted: Option<Hash>) -> Result<Verified, AuditError> {
    let mut verified = Verified { entries: 0, head: None, broken: None, holds_noted: noted.map(|_| false) };
    store.each(|row| {
        verified.broken = fault_of(verified.head, &row);
        if verified.broken.is_some() {
            return false;
        }
        if noted == Some(row.hash) {
            verified.holds_noted = Some(true);
        }
        verified.entries += 1;
        verified.head = Some(AuditHead { id: row.id, hash: row.hash });
        true
    })?;
    Ok(verified)
}

fn fault_of(head: Option<AuditHead>, row: &AuditRow) -> Option<Broken> {
    let expected = head.map_or(0, |head| head.id) + 1;
    if row.id != expected {
        return Some(Broken { id: expected, why: "it is missing" });
    }
    let hash = hash_of(head.map_or(NO_HASH, |head| head.hash), row);
    (hash != row.hash).then_some(Broken { id: row.id, why: "it, or the entry before it, is not what was written" })
}

/// SHA-256 of the hash before and of every field but the hash. Each text goes in behind its length, so that no two entries read alike.
fn hash_of(previous: Hash, row: &AuditRow) -> Hash {
    let AuditRow { id, at_ms, actor, proof, role, agency, action, subject, detail, place, reason, request, hash: _ } =
        row;
    let mut digest = Sha256::new();
    digest.update(DOMAIN);
    digest.update(previous);
    digest.update(id.to_le_bytes());
    digest.update(at_ms.to_le_bytes());
    for text in [actor, proof, role, action, subject, detail] {
        add_text(&mut digest, Some(text));
    }
    for text in [agency, reason, request] {
        add_text(&mut digest, text.as_ref());
    }
    digest.update([u8::from(place.is_some())]);
    digest.update(place.unwrap_or_default().to_le_bytes());
    digest.finalize().into()
}

fn add_text(digest: &mut Sha256, text: Option<&String>) {
    let text = text.map(String::as_bytes);
    digest.update([u8::from(text.is_some())]);
    digest.update((text.map_or(0, <[u8]>::len) as u64).to_le_bytes());
    digest.update(text.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::audit::entry::{Action, Actor, Entry};

    fn row(subject: &str) -> AuditRow {
        let actor = Actor { name: "a".into(), proof: "session".into(), role: "analyst".into(), agency: None };
        let (action, subject) = (Action::Consultation, subject.to_owned());
        let detail = serde_json::json!({"from": "2020-01-01"});
        Entry { at_ms: 5, actor, action, subject, detail, place: None, reason: None, request: None }.into_row()
    }

    fn log_of_three() -> (tempfile::TempDir, AuditStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = AuditStore::open(folder.path()).unwrap();
        store.append(&mut [row("one"), row("two")], seal).unwrap();
        store.append(&mut [row("three")], seal).unwrap();
        (folder, store)
    }

    /// Somebody at the file itself, the triggers out of the way.
    fn tamper(folder: &tempfile::TempDir, sql: &str) {
        let connection = Connection::open(folder.path().join("audit.sqlite")).unwrap();
        for trigger in ["entry_next", "entry_kept", "entry_not_deleted"] {
            connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        connection.execute_batch(sql).unwrap();
    }

    #[test]
    fn an_empty_and_a_whole_log() {
        let folder = tempfile::tempdir().unwrap();
        let empty = verify(&AuditStore::open(folder.path()).unwrap(), None).unwrap();
        assert_eq!(empty, Verified { entries: 0, head: None, broken: None, holds_noted: None });
        let (_folder, store) = log_of_three();
        let whole = verify(&store, None).unwrap();
        assert_eq!((whole.entries, whole.broken, whole.head), (3, None, store.head().unwrap()));
    }

    #[test]
    fn a_changed_a_missing_and_an_inserted_entry_are_found() {
        let changes = [
            ("UPDATE entry SET subject = 'other' WHERE id = 2", 2),
            ("UPDATE entry SET agency = '' WHERE id = 1", 1),
            ("UPDATE entry SET at_ms = 6 WHERE id = 3", 3),
            ("DELETE FROM entry WHERE id = 1", 1),
            ("DELETE FROM entry WHERE id = 2", 2),
            (
                "UPDATE entry SET id = 4 WHERE id = 3; INSERT INTO entry SELECT 3, at_ms, actor, proof, role, agency, action, \
              subject, detail, place, reason, request, hash FROM entry WHERE id = 2",
                3,
            ),
        ];
        for (sql, id) in changes {
            let (folder, store) = log_of_three();
            tamper(&folder, sql);
            assert_eq!(verify(&store, None).unwrap().broken.map(|broken| broken.id), Some(id), "{sql}");
        }
    }

    #[test]
    fn a_log_cut_at_the_end_lacks_the_head_that_was_noted() {
        let (folder, store) = log_of_three();
        let noted = store.head().unwrap().map(|head| head.hash);
        assert_eq!(verify(&store, noted).unwrap().holds_noted, Some(true));
        tamper(&folder, "DELETE FROM entry WHERE id = 3");
        let cut = verify(&store, noted).unwrap();
        assert_eq!((cut.broken, cut.holds_noted), (None, Some(false)));
    }

    #[test]
    fn the_log_refuses_changes() {
        let (folder, _store) = log_of_three();
        let connection = Connection::open(folder.path().join("audit.sqlite")).unwrap();
        for sql in [
            "UPDATE entry SET actor = 'b'",
            "DELETE FROM entry",
            "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1",
        ] {
            assert!(connection.execute(sql, []).unwrap_err().to_string().contains("an entry is"), "{sql}");
        }
    }
}
