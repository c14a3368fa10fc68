-- name: gate
SELECT e.state, c.open_until, c.probe_until, c.failures
  FROM hub.endpoint e LEFT JOIN hub.circuit c ON c.endpoint_id = e.id
 WHERE e.id = %(target)s

-- Whether it is worth while to lease. Mostly nothing is due, and then nothing is written.
-- name: anything_due
SELECT true
  FROM hub.endpoint e LEFT JOIN hub.circuit c ON c.endpoint_id = e.id
 WHERE e.id = %(target)s AND e.state = 'active'
   AND (c.open_until IS NULL OR c.open_until <= %(now)s)
   AND EXISTS (
     SELECT FROM hub.open_delivery d
      WHERE d.target_id = e.id AND d.state IN ('due', 'waiting') AND d.due_at <= %(now)s
        AND (d.lease_until IS NULL OR d.lease_until <= %(now)s))

-- One probe at a time at an endpoint that did not answer.
-- name: probe
UPDATE hub.circuit SET probe_until = %(until)s
 WHERE endpoint_id = %(target)s AND open_until <= %(now)s
   AND (probe_until IS NULL OR probe_until <= %(now)s)

-- name: stop_probe
UPDATE hub.circuit SET probe_until = NULL WHERE endpoint_id = %(target)s

-- Lease what is due, first come first served, but never past an earlier delivery of the same
-- order key, nor beside one in flight. What was in the hands of a worker that did not come back
-- is taken alone, so that only the document that does it is blamed. What lingers (see the
-- connector's manifest) goes in chunks of its own, after everything else, and nothing waits for it.
-- name: lease
WITH free AS (
  SELECT d.id, d.lease_token, d.lease_worker, d.leased_at,
         (d.lease_token IS NOT NULL OR d.crashes > 0)::int AS suspect, d.due_at
    FROM hub.open_delivery d
   WHERE d.target_id = %(target)s AND d.state IN ('due', 'waiting') AND d.due_at <= %(now)s
     AND (d.lease_until IS NULL OR d.lease_until <= %(now)s)
     AND (d.kind = ANY (%(lingering)s::text[])) = %(linger)s
     -- A scalar, so that it is asked row by row and only as often as the limit needs.
     AND (SELECT e.id FROM hub.open_delivery e
           WHERE e.target_id = d.target_id AND e.order_key = d.order_key AND e.id <> d.id
             AND (e.id < d.id AND e.state IN ('due', 'waiting') OR e.lease_token IS NOT NULL)
             AND (%(linger)s OR e.kind <> ALL (%(lingering)s::text[]))
           LIMIT 1) IS NULL
   ORDER BY d.due_at, d.id
   LIMIT %(limit)s
     FOR UPDATE OF d SKIP LOCKED
), chosen AS (
  SELECT * FROM (
    SELECT *, row_number() OVER w AS place, max(suspect) OVER w AS worst
      FROM free WINDOW w AS (ORDER BY due_at, id)
  ) ranked
  WHERE place = 1 OR worst = 0
)
UPDATE hub.open_delivery d
   SET attempts = d.attempts + 1,
       crashes = d.crashes + (c.lease_token IS NOT NULL)::int,
       uncertain = d.uncertain OR c.lease_token IS NOT NULL,
       leased_at = %(now)s, lease_worker = %(worker)s, lease_token = %(token)s,
       lease_until = %(until)s
  FROM chosen c
 WHERE d.id = c.id
RETURNING d.id, d.message_id, d.envelope_id, d.source_id, d.target_id, d.kind, d.owner, d.number,
          d.version, d.order_key, d.received_at, d.created_at, d.attempts, d.crashes, d.uncertain,
          d.replay_of, d.asked_by, d.asked_why, c.lease_worker, c.leased_at,
          (SELECT n.version FROM hub.identity n
            WHERE n.source_id = d.source_id AND n.kind = d.kind AND n.owner = d.owner
              AND n.number = d.number AND n.effective AND n.version > d.version
            ORDER BY n.version DESC LIMIT 1)

-- Who stood still begins its lease anew, where nobody has taken the work meanwhile.
-- name: renew
UPDATE hub.open_delivery SET lease_until = %(until)b::timestamptz
 WHERE id = ANY (%(ids)b::bigint[]) AND lease_token = %(token)b::bigint

-- name: still_ours
SELECT id FROM hub.open_delivery
 WHERE id = ANY (%(ids)b::bigint[]) AND lease_token = %(token)b::bigint

-- name: contents
SELECT id, content FROM hub.message WHERE id = ANY (%(ids)b::bigint[])

-- Identifiers of the target for a chunk. ours -> theirs.
-- name: crossref_out
SELECT c.subject, c.ours, c.theirs
  FROM unnest(%(subjects)b::text[], %(codes)b::text[]) AS i (subject, code)
  JOIN hub.crossref c ON c.endpoint_id = %(endpoint)s AND c.subject = i.subject
   AND c.ours = i.code

-- name: close
DELETE FROM hub.open_delivery
 WHERE id = ANY (%(ids)b::bigint[]) AND lease_token = %(token)b::bigint
RETURNING id

-- name: move_on
UPDATE hub.open_delivery d
   SET state = i.state, due_at = i.due_at, reason = i.reason, why = i.why,
       findings = i.findings::jsonb, uncertain = i.uncertain, waits_for = i.waits_for,
       ack = i.ack, target_number = i.target_number,
       since = CASE WHEN d.state = i.state THEN d.since ELSE %(now)b::timestamptz END,
       lease_worker = NULL, lease_token = NULL, lease_until = NULL
  FROM unnest(%(ids)b::bigint[], %(states)b::text[], %(dues)b::timestamptz[],
              %(reasons)b::text[], %(whys)b::text[], %(findings)b::text[],
              %(uncertains)b::bool[], %(parents)b::text[], %(acks)b::text[],
              %(numbers)b::text[])
    AS i (id, state, due_at, reason, why, findings, uncertain, waits_for, ack, target_number)
 WHERE d.id = i.id AND d.lease_token = %(token)b::bigint
RETURNING d.id

-- Children whose parent has just arrived.
-- name: wake
UPDATE hub.open_delivery
   SET state = 'due', due_at = %(now)b::timestamptz, since = %(now)b::timestamptz
 WHERE target_id = %(target)b::int4 AND state = 'waiting' AND lease_token IS NULL
   AND waits_for = ANY (%(parents)b::text[])

-- The endpoint answers again: what backed off because of it goes now.
-- name: wake_all
UPDATE hub.open_delivery SET due_at = %(now)s
 WHERE target_id = %(target)s AND state = 'due' AND due_at > %(now)s
   AND reason IN ('unavailable', 'unknown')
   AND lease_token IS NULL

-- name: close_circuit
DELETE FROM hub.circuit WHERE endpoint_id = %(target)s

-- name: open_circuit
INSERT INTO hub.circuit AS c (endpoint_id, failures, why, since, open_until)
VALUES (%(target)s, 1, %(why)s, %(now)s, %(until)s)
    ON CONFLICT (endpoint_id) DO UPDATE
   SET failures = c.failures + 1, why = excluded.why, probe_until = NULL,
       open_until = greatest(c.open_until, excluded.open_until)

-- name: failures
SELECT failures FROM hub.circuit WHERE endpoint_id = %(target)s

-- name: needs_login
UPDATE hub.endpoint
   SET state = 'needs_login', why = %(why)s, since = %(now)s, revision = revision + 1
 WHERE id = %(target)s AND state = 'active'

-- name: crossref
INSERT INTO hub.crossref AS c (endpoint_id, subject, ours, theirs, message_id, at)
SELECT %(target)b::int4, subject, ours, theirs, message_id, %(now)b::timestamptz
  FROM unnest(%(subjects)b::text[], %(ours)b::text[], %(theirs)b::text[], %(messages)b::bigint[])
    AS i (subject, ours, theirs, message_id)
 ORDER BY subject, ours
    ON CONFLICT (endpoint_id, subject, ours) DO UPDATE
   SET theirs = excluded.theirs, message_id = excluded.message_id, at = excluded.at
 WHERE c.theirs <> excluded.theirs

-- name: count_flow
INSERT INTO hub.flow_minute AS f
       (minute, source_id, kind, target_id, worker_id, acknowledged_count, took_ms_sum)
VALUES (%(minute)s, %(source)s, %(kind)s, %(target)s, %(worker)s, %(count)s, %(took_ms)s)
    ON CONFLICT (minute, source_id, kind, target_id, worker_id) DO UPDATE
   SET acknowledged_count = f.acknowledged_count + excluded.acknowledged_count,
       took_ms_sum = f.took_ms_sum + excluded.took_ms_sum

-- name: put_back
UPDATE hub.open_delivery
   SET why = %(why)s, due_at = %(due)s, attempts = greatest(attempts - 1, 0),
       lease_worker = NULL, lease_token = NULL, lease_until = NULL
 WHERE lease_token = %(token)s
