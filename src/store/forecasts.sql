-- Forecasts and their scores: written once, never changed.

CREATE TABLE forecast (
  id INTEGER PRIMARY KEY,
  made_ms INTEGER NOT NULL,
  -- 1 where it was made after its period had begun.
  replay INTEGER NOT NULL CHECK (replay IN (0, 1)),
  -- What it is, as JSON.
  header TEXT NOT NULL,
  -- SHA-256 of the header and the numbers.
  content_hash BLOB NOT NULL UNIQUE,
  -- That of the forecast before; none for the first.
  previous_hash BLOB,
  -- SHA-256 of the content's hash, when it was made, whether it is a replay, and the hash before.
  hash BLOB NOT NULL UNIQUE,
  -- Risk and what stands beside it, compressed.
  numbers BLOB NOT NULL
) STRICT;

CREATE TABLE forecast_score (
  id INTEGER PRIMARY KEY,
  forecast INTEGER NOT NULL,
  scored_ms INTEGER NOT NULL,
  -- SHA-256 of what came to pass.
  truth BLOB NOT NULL,
  score TEXT NOT NULL,
  UNIQUE (forecast, truth)
) STRICT;

-- Inserting with REPLACE would delete without asking the triggers below: a new row must be the next one, and new.
CREATE TRIGGER forecast_next BEFORE INSERT ON forecast
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM forecast)
  OR NEW.previous_hash IS NOT (SELECT hash FROM forecast ORDER BY id DESC LIMIT 1)
  OR EXISTS (SELECT 1 FROM forecast WHERE content_hash = NEW.content_hash OR hash = NEW.hash)
BEGIN SELECT raise(ABORT, 'a forecast is only ever added after the last one'); END;
CREATE TRIGGER forecast_kept BEFORE UPDATE ON forecast
BEGIN SELECT raise(ABORT, 'a forecast is never changed'); END;
CREATE TRIGGER forecast_not_deleted BEFORE DELETE ON forecast
BEGIN SELECT raise(ABORT, 'a forecast is never deleted'); END;

CREATE TRIGGER forecast_score_next BEFORE INSERT ON forecast_score
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM forecast_score)
  OR NOT EXISTS (SELECT 1 FROM forecast WHERE id = NEW.forecast)
  OR EXISTS (SELECT 1 FROM forecast_score WHERE forecast = NEW.forecast AND truth = NEW.truth)
BEGIN SELECT raise(ABORT, 'a score is only ever added after the last one'); END;
CREATE TRIGGER forecast_score_kept BEFORE UPDATE ON forecast_score
BEGIN SELECT raise(ABORT, 'a score is never changed'); END;
CREATE TRIGGER forecast_score_not_deleted BEFORE DELETE ON forecast_score
BEGIN SELECT raise(ABORT, 'a score is never deleted'); END;
