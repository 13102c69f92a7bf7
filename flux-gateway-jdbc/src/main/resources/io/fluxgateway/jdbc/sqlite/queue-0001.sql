-- Invocations whose callers do not wait. Times are milliseconds since 1970 (UTC), durations nanoseconds.

-- What changes of an invocation, so small that a change costs little. Those that wait or run have due_at: when it is to run,
-- or when its lease ends; due_set_at is when that was set, later than now only if the clock was put back since. Those that
-- ended have ended_at. Lane: the kind and the name of the function, 'CALL receipt'.
CREATE TABLE invocation (
  number                 INTEGER PRIMARY KEY,
  project                TEXT    NOT NULL,
  id                     TEXT    NOT NULL,
  request_id             TEXT    NOT NULL,
  lane                   TEXT    NOT NULL,
  key_id                 TEXT    NOT NULL,
  status                 TEXT    NOT NULL,
  attempts               INTEGER NOT NULL DEFAULT 0,
  attempts_before_series INTEGER NOT NULL DEFAULT 0,
  accepted_at            INTEGER NOT NULL,
  due_at                 INTEGER,
  due_set_at             INTEGER,
  worker                 TEXT,
  ended_at               INTEGER,
  last_duration          INTEGER,
  last_error             TEXT,
  last_detail            TEXT,
  last_status            INTEGER,
  last_truncated         INTEGER,
  last_headers           BLOB,
  last_body              BLOB
);
CREATE UNIQUE INDEX invocation_id ON invocation (project, id);
CREATE INDEX invocation_open ON invocation (project, lane, key_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX invocation_ended ON invocation (project, ended_at) WHERE ended_at IS NOT NULL AND status <> 'DEAD';
CREATE INDEX invocation_dead ON invocation (project, ended_at) WHERE status = 'DEAD';

-- What never changes; parameters and headers are JSON.
CREATE TABLE invocation_input (
  number   INTEGER PRIMARY KEY,
  path     TEXT NOT NULL,
  query    TEXT,
  params   BLOB NOT NULL,
  headers  BLOB NOT NULL,
  callback TEXT,
  body     BLOB NOT NULL
);

-- Requests that are known by their idempotency key.
CREATE TABLE idempotency (
  project     TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  invocation  TEXT    NOT NULL,
  request_id  TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (project, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_expiry ON idempotency (project, expires_at);
