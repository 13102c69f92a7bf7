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
CREATE INDEX trace_id ON trace (id);

-- Parts of a trace that end elsewhere or later: calls that a function makes, runs of queued invocations.
CREATE TABLE span (
  seq        INTEGER PRIMARY KEY,
  trace_id   BLOB    NOT NULL,
  span_id    TEXT    NOT NULL,
  parent_id  TEXT,
  kind       TEXT    NOT NULL,
  function   TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  duration   INTEGER NOT NULL,
  attributes BLOB    NOT NULL
);
CREATE INDEX span_trace_id ON span (trace_id);

CREATE TABLE log (
  seq        INTEGER PRIMARY KEY,
  trace_id   BLOB,
  span_id    TEXT,
  function   TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  level      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  attributes BLOB    NOT NULL
);
CREATE INDEX log_trace_id ON log (trace_id) WHERE trace_id IS NOT NULL;
