-- Where the results of queued invocations may be posted. Times are milliseconds since 1970 (UTC).
-- callback_origins have spaces between them. callback_previous is the secret before callback_secret, used until the time after it.
ALTER TABLE project ADD COLUMN callback_origins        TEXT    NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN callback_private        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN callback_secret         TEXT;
ALTER TABLE project ADD COLUMN callback_previous       TEXT;
ALTER TABLE project ADD COLUMN callback_previous_until INTEGER;
