-- API keys and project settings. Times are milliseconds since 1970 (UTC).

-- One row. Each transaction that changes a key or a setting counts it up; others see by it that there is news.
CREATE TABLE config_rev (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  rev      bigint  NOT NULL
);
INSERT INTO config_rev (only_row, rev) VALUES (1, 1);

-- Wakes those who listen, at the commit. Says nothing but that there is news.
CREATE FUNCTION config_rev_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('flux_' || TG_TABLE_SCHEMA, '');
  RETURN NULL;
END
$$;
CREATE TRIGGER config_rev_moved AFTER UPDATE ON config_rev FOR EACH STATEMENT EXECUTE FUNCTION config_rev_moved();

-- Keys are revoked, never deleted. rev is the config_rev of the last change of the row.
CREATE TABLE api_key (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id         text   NOT NULL UNIQUE,
  project    text   NOT NULL,
  name       text   NOT NULL,
  digest     bytea  NOT NULL UNIQUE CHECK (length(digest) = 32),
  preview    text   NOT NULL,
  created_at bigint NOT NULL,
  revoked_at bigint,
  rev        bigint NOT NULL
);
CREATE UNIQUE INDEX api_key_name ON api_key (project, name) WHERE revoked_at IS NULL;
CREATE INDEX api_key_rev ON api_key (rev);

CREATE TABLE project (
  name           text             PRIMARY KEY,
  plan           text             NOT NULL,
  trace_sampling double precision NOT NULL DEFAULT 1.0,
  trace_queries  boolean          NOT NULL DEFAULT false
);

CREATE TABLE project_cors_origin (
  project  text    NOT NULL REFERENCES project (name) ON DELETE CASCADE,
  position integer NOT NULL,
  origin   text    NOT NULL,
  PRIMARY KEY (project, position)
);
