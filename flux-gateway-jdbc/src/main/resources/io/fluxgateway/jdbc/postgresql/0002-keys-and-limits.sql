-- How keys end, what they may do, when they were used, and limits of projects and keys. Times are milliseconds since 1970 (UTC).

-- A key with replaced_at shares its name with the key that replaced it until expires_at.
-- scopes are names of functions with commas between them; null for all functions.
ALTER TABLE api_key
  ADD COLUMN replaced_at      bigint,
  ADD COLUMN expires_at       bigint,
  ADD COLUMN scopes           text,
  ADD COLUMN limit_per_minute bigint,
  ADD COLUMN limit_burst      bigint;

DROP INDEX api_key_name;
CREATE UNIQUE INDEX api_key_name ON api_key (project, name) WHERE revoked_at IS NULL AND replaced_at IS NULL;
CREATE INDEX api_key_project ON api_key (project, name) WHERE revoked_at IS NULL;

-- Apart from the keys: a use is no change that others must hear of, and raises no revision.
CREATE TABLE api_key_use (
  key_id  text   PRIMARY KEY,
  used_at bigint NOT NULL
);

-- Null for the limits of the plan.
ALTER TABLE project
  ADD COLUMN limit_per_minute bigint,
  ADD COLUMN limit_burst      bigint;
