-- What is deployed. Times are milliseconds since 1970 (UTC).

-- Files by their SHA-256. Those that no bundle has are forgotten some time after they were stored.
CREATE TABLE content (
  sha256    TEXT    NOT NULL UNIQUE,
  bytes     bytea    NOT NULL,
  stored_at bigint NOT NULL
);

-- All that one version of a function runs from; digest is the SHA-256 of the listing.
CREATE TABLE bundle (
  digest  TEXT NOT NULL PRIMARY KEY,
  listing TEXT NOT NULL
);

CREATE TABLE bundle_content (
  bundle TEXT NOT NULL REFERENCES bundle (digest) ON DELETE CASCADE,
  sha256 TEXT NOT NULL REFERENCES content (sha256),
  PRIMARY KEY (bundle, sha256)
);
CREATE INDEX bundle_content_sha256 ON bundle_content (sha256);

-- live is 0 until a deployment went live.
CREATE TABLE deployed_project (
  project     TEXT    NOT NULL PRIMARY KEY,
  live        bigint NOT NULL,
  last_number bigint NOT NULL
);

CREATE TABLE deployment (
  project    TEXT    NOT NULL REFERENCES deployed_project (project),
  number     bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (project, number)
);

CREATE TABLE deployed_function (
  project TEXT    NOT NULL,
  number  bigint NOT NULL,
  name    TEXT    NOT NULL,
  bundle  TEXT    NOT NULL REFERENCES bundle (digest),
  PRIMARY KEY (project, number, name),
  FOREIGN KEY (project, number) REFERENCES deployment (project, number) ON DELETE CASCADE
);
CREATE INDEX deployed_function_bundle ON deployed_function (bundle);

CREATE TABLE rollout (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project    TEXT    NOT NULL,
  deployment bigint NOT NULL,
  started_at bigint NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('UNDER_WAY', 'LIVE', 'FAILED', 'OVERTAKEN')),
  reason     TEXT    NOT NULL,
  FOREIGN KEY (project, deployment) REFERENCES deployment (project, number) ON DELETE CASCADE
);
CREATE UNIQUE INDEX rollout_under_way ON rollout (project) WHERE state = 'UNDER_WAY';
CREATE INDEX rollout_deployment ON rollout (project, deployment);

-- What nodes say of themselves; no change of these counts config_rev up.
CREATE TABLE node (
  project TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  serving bigint NOT NULL,
  rollout bigint NOT NULL,
  failure TEXT    NOT NULL,
  seen_at bigint NOT NULL,
  PRIMARY KEY (project, name)
);
