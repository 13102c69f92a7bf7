-- API keys and project settings. Times are milliseconds since 1970 (UTC).

-- One row. Each transaction that changes a key or a setting counts it up; others see by it that there is news.
CREATE TABLE config_rev (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  rev      INTEGER NOT NULL
);
INSERT INTO config_rev (only_row, rev) VALUES (1, 1);

-- Keys are revoked, never deleted. rev is the config_rev of the last change of the row.
CREATE TABLE api_key (
  number     INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  project    TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  digest     BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
  preview    TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  rev        INTEGER NOT NULL
);
CREATE UNIQUE INDEX api_key_name ON api_key (project, name) WHERE revoked_at IS NULL;
CREATE INDEX api_key_rev ON api_key (rev);

CREATE TABLE project (
  name TEXT NOT NULL PRIMARY KEY,
  plan TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE project_cors_origin (
  project  TEXT    NOT NULL REFERENCES project (name) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  origin   TEXT    NOT NULL,
  PRIMARY KEY (project, position)
) WITHOUT ROWID;
