-- What became of requests. One row each, in the order of their ends; what people rarely filter by is in detail (JSON).
-- Times are microseconds since 1970 (UTC), durations nanoseconds.

CREATE TABLE trace (
  seq        INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL,
  started_at INTEGER NOT NULL,
  duration   INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  method     TEXT    NOT NULL,
  path       TEXT    NOT NULL,
  function   TEXT,
  key_name   TEXT,
  detail     BLOB    NOT NULL
);

-- Parts of a trace that end elsewhere or later: calls that a function makes, runs of queued invocations.
CREATE TABLE span (
  seq        INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL,
  span_id    TEXT    NOT NULL,
  parent_id  TEXT,
  kind       TEXT    NOT NULL,
  function   TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  duration   INTEGER NOT NULL,
  attributes BLOB    NOT NULL
);

CREATE TABLE log (
  seq        INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL,  -- zeros for a line that was not written for a request
  span_id    TEXT,
  function   TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  level      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  attributes BLOB    NOT NULL
);

-- Which rows have an ID: blocks of 16 bytes a row, from first_seq on without a gap. IDs are random, so that an index would
-- rewrite a page for each row; reading through a million IDs once takes some hundredths of a second.

CREATE TABLE trace_ids (first_seq INTEGER PRIMARY KEY, ids BLOB NOT NULL);
CREATE TABLE span_ids  (first_seq INTEGER PRIMARY KEY, ids BLOB NOT NULL);
CREATE TABLE log_ids   (first_seq INTEGER PRIMARY KEY, ids BLOB NOT NULL);
