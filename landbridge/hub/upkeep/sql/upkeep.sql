-- name: enlist
INSERT INTO hub.worker (host, process_number, version, started_at, seen_at)
VALUES (%(host)s, %(process)s, %(version)s, %(now)s, %(now)s)
RETURNING id

-- name: beat
UPDATE hub.worker
   SET seen_at = %(now)s, stopped_at = NULL, doing = %(doing)s, figures = %(figures)s
 WHERE id = %(worker)s

-- name: leave
UPDATE hub.worker SET stopped_at = %(now)s, seen_at = %(now)s, doing = '' WHERE id = %(worker)s

-- name: prolong_delivery
UPDATE hub.open_delivery SET lease_until = %(until)s WHERE lease_token = ANY (%(tokens)s)

-- name: prolong_intake
UPDATE hub.intake SET lease_until = %(until)s WHERE lease_token = ANY (%(tokens)s)

-- name: prolong_stream
UPDATE hub.stream SET lease_until = %(until)s WHERE lease_token = ANY (%(tokens)s)

-- Workers that should be running but have not been seen for a moment.
-- name: silent
SELECT id FROM hub.worker
 WHERE stopped_at IS NULL AND id <> %(worker)s AND seen_at < %(since)s
 ORDER BY id

-- Every worker holds this lock as long as its process lives.
-- name: is_gone
SELECT pg_try_advisory_xact_lock(%(room)s::int4, %(worker)s::int4)

-- name: free_deliveries
UPDATE hub.open_delivery SET lease_until = %(now)s
 WHERE lease_worker = %(worker)s AND lease_until > %(now)s

-- name: free_intake
UPDATE hub.intake SET lease_until = %(now)s
 WHERE lease_worker = %(worker)s AND lease_until > %(now)s

-- name: free_streams
UPDATE hub.stream SET lease_until = %(now)s
 WHERE lease_worker = %(worker)s AND lease_until > %(now)s

-- name: free_probes
UPDATE hub.circuit SET probe_until = NULL WHERE probe_until IS NOT NULL
   AND NOT EXISTS (SELECT FROM hub.open_delivery d
                    WHERE d.target_id = endpoint_id AND d.lease_until > %(now)s)

-- name: forget_flow
DELETE FROM hub.flow_minute WHERE minute < %(before)s

-- name: forget_workers
DELETE FROM hub.worker WHERE stopped_at < %(before)s

-- name: drop_days
SELECT hub.drop_days(%(before)s)
