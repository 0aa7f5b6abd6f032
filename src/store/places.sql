-- Version 2: places of a class, and how deprived areas are.

CREATE TABLE place_class (id INTEGER PRIMARY KEY, class TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE place (
  class INTEGER NOT NULL,
  row INTEGER NOT NULL,
  name TEXT,
  -- Degrees.
  lng REAL NOT NULL,
  lat REAL NOT NULL,
  PRIMARY KEY (class, row)
) STRICT, WITHOUT ROWID;

-- 1, the most deprived tenth, to 10.
ALTER TABLE area ADD COLUMN deprivation_decile INTEGER;
-- 1: a tenth of a whole nation's areas; 0: of the layer's.
ALTER TABLE area ADD COLUMN deprivation_national INTEGER;
