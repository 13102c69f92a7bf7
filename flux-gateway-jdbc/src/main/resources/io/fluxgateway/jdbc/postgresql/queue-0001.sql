-- Invocations whose callers do not wait. Times are milliseconds since 1970 (UTC) by the server's clock, durations nanoseconds.
-- What is compared in steps is ordered by bytes (COLLATE "C"), whatever the database's language is.

CREATE SEQUENCE invocation_number;

-- What changes of an invocation, so small that a change costs little. Those that wait or run have due_at: when it is to run,
-- or when its lease ends; due_set_at is when that was set, later than now only if the clock was put back since. Those that
-- ended have ended_at. Lane: the kind and the name of the function, 'CALL receipt'.
CREATE TABLE invocation (
  number                 bigint           PRIMARY KEY,
  project                text COLLATE "C" NOT NULL,
  id                     text COLLATE "C" NOT NULL,
  request_id             text             NOT NULL,
  lane                   text COLLATE "C" NOT NULL,
  key_id                 text COLLATE "C" NOT NULL,
  status                 text             NOT NULL,
  attempts               integer          NOT NULL DEFAULT 0,
  attempts_before_series integer          NOT NULL DEFAULT 0,
  accepted_at            bigint           NOT NULL,
  due_at                 bigint,
  due_set_at             bigint,
  worker                 text,
  ended_at               bigint,
  last_duration          bigint,
  last_error             text,
  last_detail            text,
  last_status            integer,
  last_truncated         integer,
  last_headers           bytea,
  last_body              bytea
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE UNIQUE INDEX invocation_id ON invocation (project, id);
CREATE INDEX invocation_open ON invocation (project, lane, key_id, due_at, number) WHERE due_at IS NOT NULL;
CREATE INDEX invocation_ended ON invocation (project, ended_at) WHERE ended_at IS NOT NULL AND status <> 'DEAD';
CREATE INDEX invocation_dead ON invocation (project, ended_at) WHERE status = 'DEAD';

-- What never changes; parameters and headers are JSON.
CREATE TABLE invocation_input (
  number   bigint PRIMARY KEY,
  path     text   NOT NULL,
  query    text,
  params   bytea  NOT NULL,
  headers  bytea  NOT NULL,
  callback text,
  body     bytea  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- Requests that are known by their idempotency key.
CREATE TABLE idempotency (
  project     text COLLATE "C" NOT NULL,
  key         text COLLATE "C" NOT NULL,
  fingerprint text             NOT NULL,
  invocation  text             NOT NULL,
  request_id  text             NOT NULL,
  expires_at  bigint           NOT NULL,
  PRIMARY KEY (project, key)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX idempotency_expiry ON idempotency (project, expires_at);

-- Leases what is due. Lanes take turns, and the keys of each lane do: it goes from key to key through the index of what is
-- open, without reading what lies between. Here and not in the client, who would have to ask for each step.
--
-- busy: the lanes of what the worker runs, once for each; running: the IDs of that, which are not leased again; served: the
-- lane that was served last; looked_lanes, looked_keys: which key of a lane was looked at last.
-- Gives what it leased, in order; and rows without a number that say which key of a lane it looked at last.
CREATE FUNCTION claim_invocations(
  of_project text, for_worker text, lease_millis bigint, most integer, per_lane integer, busy text[], running text[],
  served text, looked_lanes text[], looked_keys text[])
RETURNS TABLE (
  number bigint, lane text, key_id text, id text, request_id text, attempts integer, attempts_before_series integer,
  path text, query text, params bytea, headers bytea, callback text, body bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  moment bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  keys_left integer := 1000;
  lanes text[] := '{}';
  rooms integer[] := '{}';
  looked text[] := '{}';
  taken bigint[] := '{}';
  next_lane text COLLATE "C" := served;
  next_key text COLLATE "C";
  first_key text COLLATE "C";
  this_key text COLLATE "C";
  got bigint;
  wrapped boolean := false;
  any_left boolean;
BEGIN
  LOOP
    SELECT i.lane INTO next_lane FROM invocation i
      WHERE i.project = of_project AND i.due_at IS NOT NULL AND i.lane > next_lane ORDER BY i.lane LIMIT 1;
    IF NOT FOUND THEN
      EXIT WHEN wrapped;
      wrapped := true;
      next_lane := '';
      CONTINUE;
    END IF;
    EXIT WHEN wrapped AND next_lane > served;
    lanes := lanes || next_lane::text;
    rooms := rooms || per_lane - coalesce(cardinality(array_positions(busy, next_lane::text)), 0);
    looked := looked || coalesce(looked_keys[array_position(looked_lanes, next_lane::text)], '');
  END LOOP;

  LOOP
    any_left := false;
    FOR l IN 1 .. cardinality(lanes) LOOP
      EXIT WHEN cardinality(taken) >= most;
      CONTINUE WHEN rooms[l] <= 0;
      got := NULL;
      wrapped := false;
      first_key := looked[l];
      this_key := first_key;
      WHILE keys_left > 0 LOOP
        SELECT i.key_id INTO next_key FROM invocation i
          WHERE i.project = of_project AND i.lane = lanes[l] AND i.due_at IS NOT NULL AND i.key_id > this_key
          ORDER BY i.key_id LIMIT 1;
        IF NOT FOUND THEN
          EXIT WHEN wrapped OR first_key = '';
          wrapped := true;
          this_key := '';
          CONTINUE;
        END IF;
        this_key := next_key;
        looked[l] := this_key;
        UPDATE invocation u SET status = 'RUNNING', attempts = u.attempts + 1, worker = for_worker,
            due_at = moment + lease_millis, due_set_at = moment
          WHERE u.number = (
            SELECT i.number FROM invocation i
              WHERE i.project = of_project AND i.lane = lanes[l] AND i.key_id = this_key AND i.due_at <= moment
                AND NOT (i.status = 'RUNNING' AND i.id = ANY (running))
              ORDER BY i.due_at, i.number LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING u.number INTO got;
        EXIT WHEN got IS NOT NULL OR (wrapped AND this_key = first_key);
        keys_left := keys_left - 1;
      END LOOP;
      IF got IS NULL THEN
        rooms[l] := 0;
      ELSE
        rooms[l] := rooms[l] - 1;
        taken := taken || got;
        any_left := true;
      END IF;
    END LOOP;
    EXIT WHEN NOT any_left OR cardinality(taken) >= most;
  END LOOP;

  IF cardinality(taken) > 0 THEN
    RETURN QUERY
      SELECT i.number, i.lane, i.key_id, i.id, i.request_id, i.attempts, i.attempts_before_series,
          n.path, n.query, n.params, n.headers, n.callback, n.body
        FROM unnest(taken) WITH ORDINALITY AS t (number, place)
          JOIN invocation i ON i.number = t.number
          JOIN invocation_input n ON n.number = t.number
        ORDER BY t.place;
  END IF;
  RETURN QUERY
    SELECT NULL::bigint, a.lane, a.key_id, NULL, NULL, NULL::integer, NULL::integer, NULL, NULL, NULL::bytea, NULL::bytea,
        NULL, NULL::bytea
      FROM unnest(lanes, looked) AS a (lane, key_id);
END
$$;
