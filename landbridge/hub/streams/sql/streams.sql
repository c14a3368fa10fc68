-- A stream that was begun but has no row any more has lost its position (T-13).
-- name: begin
WITH begun AS (
  INSERT INTO hub.stream_begun (endpoint_id, name, begun_at)
  VALUES (%(endpoint)s, %(stream)s, %(now)s)
      ON CONFLICT DO NOTHING
  RETURNING true
)
INSERT INTO hub.stream (endpoint_id, name, state, why, since, due_at)
SELECT %(endpoint)s, %(stream)s,
       CASE WHEN EXISTS (SELECT FROM begun) THEN 'active' ELSE 'position_lost' END,
       CASE WHEN EXISTS (SELECT FROM begun) THEN ''
            ELSE 'the place where it was read up to is missing from the database' END,
       %(now)s, %(now)s
    ON CONFLICT DO NOTHING

-- One reader at a time: the lease, free or expired or already ours.
-- name: lease
UPDATE hub.stream s
   SET lease_worker = %(worker)s, lease_token = %(token)s, lease_until = %(until)s,
       polled_at = %(now)s
  FROM hub.endpoint e
 WHERE s.endpoint_id = %(endpoint)s AND s.name = %(stream)s AND s.state = 'active'
   AND e.id = s.endpoint_id AND e.state = 'active' AND s.due_at <= %(now)s
   AND (s.lease_until IS NULL OR s.lease_until <= %(now)s OR s.lease_worker = %(worker)s)
RETURNING s.cursor, s.sweep_cursor, s.swept_at, s.failures

-- name: advance
UPDATE hub.stream
   SET cursor = %(cursor)s, moved_at = CASE WHEN %(accepted)s > 0 THEN %(now)s ELSE moved_at END,
       failures = 0, why = '',
       pulled_count = pulled_count + %(pulled)s, accepted_count = accepted_count + %(accepted)s,
       duplicate_count = duplicate_count + %(pulled)s - %(accepted)s,
       announced_count = announced_count + %(announced)s
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- A sweep counts what it finds but leaves the cursor alone.
-- name: count_sweep
UPDATE hub.stream
   SET pulled_count = pulled_count + %(pulled)s, accepted_count = accepted_count + %(accepted)s,
       duplicate_count = duplicate_count + %(pulled)s - %(accepted)s,
       announced_count = announced_count + %(announced)s
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- name: swept
UPDATE hub.stream
   SET swept_at = %(now)s, sweep_cursor = swept_cursor, swept_cursor = %(cursor)s
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- name: release
UPDATE hub.stream SET lease_worker = NULL, lease_token = NULL, lease_until = NULL
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- name: fail
UPDATE hub.stream
   SET failures = failures + 1, why = %(why)s, due_at = %(due)s
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- name: lose
UPDATE hub.stream
   SET state = 'position_lost', why = %(why)s, since = %(now)s, lease_worker = NULL,
       lease_token = NULL, lease_until = NULL
 WHERE endpoint_id = %(endpoint)s AND name = %(stream)s AND lease_token = %(token)s

-- name: needs_login
UPDATE hub.endpoint
   SET state = 'needs_login', why = %(why)s, since = %(now)s, revision = revision + 1
 WHERE id = %(endpoint)s AND state = 'active'

