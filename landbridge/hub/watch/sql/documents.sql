-- name: messages
-- A scalar for the envelope, so that each is fetched by its id: a join may read whole days.
SELECT m.id, m.kind, m.owner, m.number, m.version, source.name AS source, m.state,
       m.content IS NOT NULL AS has_content, m.received_at,
       (SELECT v.occurred_at FROM envelope v WHERE v.id = m.envelope_id) AS occurred_at,
       EXISTS (SELECT FROM routing r WHERE r.message_id = m.id) AS routing
  FROM message m
  JOIN endpoint source ON source.id = m.source_id
 WHERE m.id = ANY(%(ids)s)

-- name: deliveries
-- A delivery is never of an earlier day than its message: older partitions are left out.
SELECT d.id, d.message_id, target.name AS target, d.state, d.due_at, d.attempts,
       NULL::timestamptz AS closed_at, d.target_number, d.waits_for, d.lease_until
  FROM open_delivery d
  JOIN endpoint target ON target.id = d.target_id
 WHERE d.message_id = ANY(%(ids)s)
UNION ALL
SELECT d.id, d.message_id, target.name, d.state, NULL, d.attempts, d.closed_at,
       d.target_number, '', NULL
  FROM closed_delivery d
  JOIN endpoint target ON target.id = d.target_id
 WHERE d.message_id = ANY(%(ids)s) AND d.id >= %(floor)s
 ORDER BY id

-- name: window
-- The newest messages before an id, as far as an index gives them; see `walk` for {kind}.
SELECT m.id
  FROM message m
 WHERE m.id < %(before)s {kind}
 ORDER BY m.id DESC
 LIMIT %(window)s

-- name: within
-- Those of a window that fit a filter; see `walk` for {filters}.
SELECT m.id
  FROM message m
 WHERE m.id = ANY(%(ids)s) {filters}
 ORDER BY m.id DESC
 LIMIT %(limit)s

-- name: open_window
SELECT DISTINCT d.message_id AS id
  FROM open_delivery d
 WHERE d.message_id < %(before)s
 ORDER BY d.message_id DESC
 LIMIT %(window)s

-- name: held_window
SELECT message_id AS id FROM held WHERE message_id < %(before)s
 ORDER BY message_id DESC LIMIT %(window)s

-- name: routing_window
SELECT message_id AS id FROM routing WHERE message_id < %(before)s
 ORDER BY message_id DESC LIMIT %(window)s

-- name: incoming
SELECT i.envelope_id, source.name AS source, v.source_key, v.wire_type, v.received_at,
       i.attempts, i.why
  FROM (SELECT * FROM intake
         WHERE endpoint_id = ANY(SELECT id FROM endpoint WHERE %(endpoint)s IN ('', name))
         ORDER BY envelope_id
         LIMIT %(limit)s) i
  JOIN endpoint source ON source.id = i.endpoint_id
  CROSS JOIN LATERAL (SELECT source_key, wire_type, received_at FROM envelope
                       WHERE id = i.envelope_id LIMIT 1) v
 ORDER BY i.envelope_id

-- Numbers are kept byte by byte, but found by the database's own rules for letters.
-- name: exact
SELECT m.id AS message_id, m.number, 'number' AS meaning, '' AS side
  FROM message m
 WHERE lower(m.number COLLATE "default") = lower(%(text)s)
UNION ALL
SELECT k.message_id, k.number, k.meaning, ''
  FROM known_number k
 WHERE lower(k.number) = lower(%(text)s)
UNION ALL
SELECT c.message_id, c.theirs, c.subject, side.name
  FROM crossref c
  JOIN endpoint side ON side.id = c.endpoint_id
 WHERE lower(c.theirs COLLATE "default") = lower(%(text)s)
UNION ALL
SELECT m.id, %(text)s, 'source_key', side.name
  FROM endpoint side
  JOIN envelope_key k ON k.endpoint_id = side.id AND k.source_key = %(text)s
  JOIN message m ON m.envelope_id = k.envelope_id AND m.id >= k.envelope_id
 LIMIT %(limit)s

-- name: beginning
SELECT message_id, number, meaning, side FROM (
  (SELECT m.id AS message_id, m.number, 'number' AS meaning, '' AS side
     FROM message m
    WHERE lower(m.number COLLATE "default") ~>~ lower(%(text)s)
      AND lower(m.number COLLATE "default") ~<~ (lower(%(text)s) || %(last)s)
    ORDER BY lower(m.number COLLATE "default") USING ~<~
    LIMIT %(limit)s)
  UNION ALL
  (SELECT k.message_id, k.number, k.meaning, ''
     FROM known_number k
    WHERE lower(k.number) ~>~ lower(%(text)s) AND lower(k.number) ~<~ (lower(%(text)s) || %(last)s)
    ORDER BY lower(k.number) USING ~<~
    LIMIT %(limit)s)
  UNION ALL
  (SELECT c.message_id, c.theirs, c.subject, side.name
     FROM crossref c
     JOIN endpoint side ON side.id = c.endpoint_id
    WHERE lower(c.theirs COLLATE "default") ~>~ lower(%(text)s)
      AND lower(c.theirs COLLATE "default") ~<~ (lower(%(text)s) || %(last)s)
    ORDER BY lower(c.theirs COLLATE "default") USING ~<~
    LIMIT %(limit)s)) found
