-- Version 1. Numbers that other tables explain are small integers, so that a row takes about 40 bytes besides its own text.

CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Tells this database from every other.
  name TEXT NOT NULL,
  -- Goes up by one with each committed change.
  changes INTEGER NOT NULL,
  -- The next incident's number; numbers are never given twice.
  next_incident INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, lower(hex(randomblob(16))), 0, 1);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE category (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE outcome_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE area_code (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE location (id INTEGER PRIMARY KEY, key TEXT NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  -- What the file is the whole truth about, for example one force's month; a later file for it replaces this one.
  slot TEXT UNIQUE,
  profile TEXT NOT NULL,
  rows INTEGER NOT NULL,
  imported_s INTEGER NOT NULL,
  -- The file's incidents lie between these numbers, with gaps.
  first_incident INTEGER,
  last_incident INTEGER
) STRICT;
CREATE INDEX file_sha256 ON file (sha256);

-- What loading reads stands first: SQLite decodes a row from the left and stops at the last column asked for.
CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  start_s INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  -- Ten-millionths of a degree.
  lng_e7 INTEGER,
  lat_e7 INTEGER,
  category INTEGER NOT NULL,
  source INTEGER NOT NULL,
  -- Bits, from the lowest: precision 2, provenance 3, attended 2, repeat 1, vulnerable 1.
  status INTEGER NOT NULL,
  location INTEGER,
  area_code INTEGER,
  -- The latest outcome known.
  outcome INTEGER,
  -- The outcome that the incident's own row gave.
  stated_outcome INTEGER,
  file INTEGER NOT NULL,
  -- Text; bytes where the text was lower-case hexadecimal.
  external_id ANY,
  -- A JSON object of the source's other columns.
  attributes TEXT
) STRICT;

CREATE TABLE outcome (
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  external_id ANY NOT NULL,
  month_s INTEGER NOT NULL,
  text INTEGER NOT NULL,
  PRIMARY KEY (file, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE area (
  layer INTEGER NOT NULL,
  row INTEGER NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  population REAL,
  -- A MultiPolygon in well-known binary, longitude and latitude.
  shape BLOB NOT NULL,
  PRIMARY KEY (layer, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE area_lookup (
  layer INTEGER NOT NULL,
  row INTEGER NOT NULL,
  foreign_code TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (layer, row)
) STRICT, WITHOUT ROWID;
