-- What became of requests. One row each, numbered in the order in which they were committed, without a gap in a project;
-- what people rarely filter by is in detail (JSON). Times are microseconds since 1970 (UTC), durations nanoseconds.

CREATE TABLE trace (
  project    text    NOT NULL,
  seq        bigint  NOT NULL,
  id         bytea   NOT NULL,
  started_at bigint  NOT NULL,
  duration   bigint  NOT NULL,
  status     integer NOT NULL,
  method     text    NOT NULL,
  path       text    NOT NULL,
  function   text,
  key_name   text,
  detail     bytea   NOT NULL,
  PRIMARY KEY (project, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX trace_id ON trace (project, id);

-- Parts of a trace that end elsewhere or later: calls that a function makes, runs of queued invocations.
CREATE TABLE span (
  project    text    NOT NULL,
  seq        bigint  NOT NULL,
  id         bytea   NOT NULL,
  span_id    text    NOT NULL,
  parent_id  text,
  kind       text    NOT NULL,
  function   text    NOT NULL,
  name       text    NOT NULL,
  started_at bigint  NOT NULL,
  duration   bigint  NOT NULL,
  attributes bytea   NOT NULL,
  PRIMARY KEY (project, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX span_id ON span (project, id);

CREATE TABLE log (
  project    text    NOT NULL,
  seq        bigint  NOT NULL,
  id         bytea   NOT NULL,  -- zeros for a line that was not written for a request
  span_id    text,
  function   text    NOT NULL,
  started_at bigint  NOT NULL,
  level      text    NOT NULL,
  text       text    NOT NULL,
  attributes bytea   NOT NULL,
  PRIMARY KEY (project, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX log_id ON log (project, id);

-- The last number of each kind. Who writes holds the row until the commit, so that a lower number is never seen later.
CREATE TABLE trace_number (
  project text   PRIMARY KEY,
  trace   bigint NOT NULL,
  span    bigint NOT NULL,
  log     bigint NOT NULL
) WITH (fillfactor = 50);

-- The last batch of each node, so that one whose outcome a node did not hear of is never written twice.
CREATE TABLE trace_writer (
  id         uuid        PRIMARY KEY,
  project    text        NOT NULL,
  batch      bigint      NOT NULL,
  written_at timestamptz NOT NULL
) WITH (fillfactor = 50);
