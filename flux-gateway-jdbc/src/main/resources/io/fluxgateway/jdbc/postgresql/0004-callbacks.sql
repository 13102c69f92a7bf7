-- Where the results of queued invocations may be posted. Times are milliseconds since 1970 (UTC).
-- callback_origins have spaces between them. callback_previous is the secret before callback_secret, used until the time after it.
ALTER TABLE project
  ADD COLUMN callback_origins        text    NOT NULL DEFAULT '',
  ADD COLUMN callback_private        boolean NOT NULL DEFAULT false,
  ADD COLUMN callback_secret         text,
  ADD COLUMN callback_previous       text,
  ADD COLUMN callback_previous_until bigint;
