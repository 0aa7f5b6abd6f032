-- Version 1: who may use the service. Nothing in here lets anybody in: passwords are hashed slowly, tokens by SHA-256.

CREATE TABLE user (
  id INTEGER PRIMARY KEY,
  -- Two names that differ in case alone would be taken for each other.
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  -- In the PHC string format, with its own salt and cost.
  password TEXT NOT NULL,
  role TEXT NOT NULL,
  agency TEXT,
  created_s INTEGER NOT NULL,
  disabled_s INTEGER,
  -- Wrong passwords since the last right one.
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until_s INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session (
  digest BLOB PRIMARY KEY,
  user INTEGER NOT NULL,
  created_s INTEGER NOT NULL,
  seen_s INTEGER NOT NULL,
  -- However busy it is, it ends then.
  expires_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);

CREATE TABLE key (
  -- Numbers are never given twice: the record of what a key did outlives it.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest BLOB NOT NULL UNIQUE,
  label TEXT NOT NULL,
  role TEXT NOT NULL,
  agency TEXT,
  -- Words parted by blanks.
  scopes TEXT NOT NULL,
  created_s INTEGER NOT NULL,
  expires_s INTEGER,
  revoked_s INTEGER,
  used_s INTEGER
) STRICT;
