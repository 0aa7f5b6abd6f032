-- Who looked, changed, sent out and erased what: written once, never changed.

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  proof TEXT NOT NULL,
  role TEXT NOT NULL,
  agency TEXT,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- JSON.
  detail TEXT NOT NULL,
  -- An H3 cell, where one place was looked at.
  place INTEGER,
  reason TEXT,
  request TEXT,
  -- SHA-256 of all the above and the hash before.
  hash BLOB NOT NULL
) STRICT;

CREATE INDEX entry_at ON entry (at_ms);
CREATE INDEX entry_actor ON entry (actor, at_ms);
CREATE INDEX entry_proof ON entry (proof, at_ms);
CREATE INDEX entry_place ON entry (place) WHERE place IS NOT NULL;

-- Inserting with REPLACE would delete without asking the triggers below: a new row must be the next one.
CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM entry)
BEGIN SELECT raise(ABORT, 'an entry is only ever added after the last one'); END;
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_not_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END;
