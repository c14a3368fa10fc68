-- name: sources
SELECT id FROM hub.endpoint e
 WHERE EXISTS (SELECT FROM hub.routing r WHERE r.source_id = e.id)
 ORDER BY id

-- One router for each source at a time, so that deliveries get their numbers in order.
-- name: lock
SELECT pg_try_advisory_xact_lock(%(room)s::int4, %(source)s::int4)

-- Messages of one source in the order in which they came. What is still being understood holds
-- back what came after it, unless it has failed before: order matters, but nobody waits for a
-- document in trouble.
-- name: take
WITH mark AS (
  SELECT envelope_id FROM hub.intake
   WHERE endpoint_id = %(source)s AND attempts <= 1 AND why = '' AND message_id = 0
   ORDER BY envelope_id LIMIT 1
), chosen AS (
  SELECT message_id FROM hub.routing
   WHERE source_id = %(source)s
     AND envelope_id < coalesce((SELECT envelope_id FROM mark), 9223372036854775807)
   ORDER BY envelope_id, message_id
   LIMIT %(limit)s
)
DELETE FROM hub.routing r USING chosen c WHERE r.message_id = c.message_id
RETURNING r.message_id, r.envelope_id, r.kind, r.owner, r.number, r.version, r.order_key,
          r.received_at, r.has_older

-- name: routes
SELECT r.target_id, r.kind, r.condition
  FROM hub.route r
  JOIN hub.endpoint e ON e.id = r.target_id
 WHERE r.source_id = %(source)s AND r.enabled AND e.state <> 'disabled'
 ORDER BY r.id

-- Older versions that are not on their way need not be delivered any more. Looked up one by one:
-- the backlog may be large, and hardly ever is there one.
-- name: supersede
WITH overtaken AS (
  SELECT DISTINCT ON (o.id) o.id, i.version AS by_version
    FROM unnest(%(targets)b::int4[], %(order_keys)b::text[], %(kinds)b::text[],
                %(owners)b::text[], %(numbers)b::text[], %(versions)b::int8[])
         AS i (target_id, order_key, kind, owner, number, version)
   CROSS JOIN LATERAL (
     SELECT d.id FROM hub.open_delivery d
      WHERE d.target_id = i.target_id AND d.order_key = i.order_key AND d.source_id = %(source)s
        AND d.kind = i.kind AND d.owner = i.owner AND d.number = i.number
        AND d.version < i.version AND d.lease_token IS NULL
        AND (d.state IN ('waiting', 'rejected', 'dead') OR (d.state = 'due' AND NOT d.uncertain))
     OFFSET 0) o
   ORDER BY o.id, i.version DESC
), gone AS (
  DELETE FROM hub.open_delivery d
   USING overtaken o
   WHERE d.id = o.id AND d.lease_token IS NULL
  RETURNING d.*, o.by_version
)
INSERT INTO hub.closed_delivery
       (id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
        order_key, received_at, created_at, state, closed_at, attempts, ack, target_number,
        detail, replay_of, asked_by, asked_why)
SELECT id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
       order_key, received_at, created_at, 'superseded', %(now)s, attempts, ack, target_number,
       'overtaken by version ' || by_version, replay_of, asked_by, asked_why
  FROM gone

-- What a person has approved for one endpoint only goes there, whatever the routes say.
-- name: addressed
SELECT envelope_id, target_id FROM hub.addressed WHERE envelope_id = ANY(%b::int8[])
