-- Messages are fetched one by one: a join may read whole days of them.
-- name: on_the_way
-- Documents between two endpoints that the target has not booked, or may not have booked.
SELECT d.message_id, d.kind, d.number, d.source_id, d.target_id,
       CASE WHEN d.uncertain OR d.lease_token IS NOT NULL OR d.state = 'sent' THEN 'uncertain'
            WHEN d.state IN ('rejected', 'dead') THEN 'rejected'
            ELSE 'in_flight' END AS standing,
       d.order_key, m.content
  FROM open_delivery d
  CROSS JOIN LATERAL (SELECT content FROM message WHERE id = d.message_id LIMIT 1) m
 WHERE (d.source_id, d.target_id) IN ((%(left)s, %(right)s), (%(right)s, %(left)s))
   AND d.kind = ANY(%(kinds)s)
UNION ALL
SELECT r.message_id, r.kind, r.number, r.source_id, route.target_id, 'in_flight', r.order_key,
       m.content
  FROM routing r
  CROSS JOIN LATERAL (SELECT content FROM message WHERE id = r.message_id LIMIT 1) m
  JOIN route ON route.source_id = r.source_id AND route.enabled AND route.kind IN ('*', r.kind)
 WHERE (r.source_id, route.target_id) IN ((%(left)s, %(right)s), (%(right)s, %(left)s))
   AND r.kind = ANY(%(kinds)s)
UNION ALL
SELECT h.message_id, h.kind, h.number, h.source_id,
       CASE WHEN h.source_id = %(left)s THEN %(right)s ELSE %(left)s END, 'rejected',
       m.order_key, m.content
  FROM held h
  CROSS JOIN LATERAL (SELECT order_key, content FROM message WHERE id = h.message_id LIMIT 1) m
 WHERE h.source_id IN (%(left)s, %(right)s) AND h.kind = ANY(%(kinds)s)
   AND m.content IS NOT NULL
UNION ALL
SELECT d.message_id, d.kind, d.number, d.source_id, d.target_id, 'dismissed', d.order_key,
       m.content
  FROM closed_delivery d
  CROSS JOIN LATERAL (SELECT content FROM message WHERE id = d.message_id LIMIT 1) m
 WHERE d.state = 'dismissed' AND d.asked_by <> ''
   AND (d.source_id, d.target_id) IN ((%(left)s, %(right)s), (%(right)s, %(left)s))
   AND d.kind = ANY(%(kinds)s)

-- name: not_understood
SELECT (SELECT count(*) FROM intake WHERE endpoint_id IN (%(left)s, %(right)s))
     + (SELECT count(*) FROM held h
         WHERE h.source_id IN (%(left)s, %(right)s)
           AND (SELECT m.content IS NULL FROM message m WHERE m.id = h.message_id))

-- name: items
-- The newest version of each item, whichever side told it.
SELECT DISTINCT ON (i.owner, i.number) i.owner, i.number, m.content
  FROM identity i
  CROSS JOIN LATERAL (SELECT content FROM message WHERE id = i.message_id LIMIT 1) m
 WHERE i.source_id IN (%(left)s, %(right)s) AND i.kind = 'item' AND i.owner = ANY(%(owners)s)
   AND i.number = ANY(%(items)s) AND m.content IS NOT NULL
 ORDER BY i.owner, i.number, i.version DESC

-- name: keep
INSERT INTO reconciliation
       (left_id, right_id, subject, site, owner, items, asked_by, started_at, finished_at,
        rounds_count, keys_count, in_flight_count, rejected_count, unexplained_count, agrees,
        result)
VALUES (%(left)s, %(right)s, %(subject)s, %(site)s, %(owner)s, %(items)s, %(asked_by)s,
        %(started_at)s, %(finished_at)s, %(rounds_count)s, %(keys_count)s, %(in_flight_count)s,
        %(rejected_count)s, %(unexplained_count)s, %(agrees)s, %(result)s)
RETURNING id

-- name: list
SELECT r.id, l.name AS left, w.name AS right, r.subject, r.site, r.owner, r.asked_by, r.started_at,
       r.finished_at, r.rounds_count, r.keys_count, r.in_flight_count, r.rejected_count,
       r.unexplained_count, r.agrees, (r.result ->> 'not_understood')::int AS not_understood
  FROM reconciliation r
  JOIN endpoint l ON l.id = r.left_id
  JOIN endpoint w ON w.id = r.right_id
 WHERE r.id < %(before)s
 ORDER BY r.id DESC
 LIMIT %(limit)s

-- name: one
SELECT r.id, l.name AS left, w.name AS right, r.subject, r.site, r.owner, r.asked_by, r.started_at,
       r.finished_at, r.rounds_count, r.keys_count, r.in_flight_count, r.rejected_count,
       r.unexplained_count, r.agrees, (r.result ->> 'not_understood')::int AS not_understood,
       r.result -> 'differences' AS differences
  FROM reconciliation r
  JOIN endpoint l ON l.id = r.left_id
  JOIN endpoint w ON w.id = r.right_id
 WHERE r.id = %(id)s

-- name: cursors
SELECT name, cursor FROM stream WHERE endpoint_id = %(endpoint)s AND state = 'active'

-- name: known_payloads
SELECT w.place::int8
  FROM unnest(%(keys)b::text[], %(hashes)b::bytea[]) WITH ORDINALITY AS w (key, hash, place)
  JOIN envelope_key k ON k.endpoint_id = %(endpoint)s AND k.source_key = w.key
       AND k.content_hash = w.hash

-- name: told_since
-- Documents with an effect on stock that either side told lately, and what became of them.
SELECT m.id, m.kind, m.number, m.version, m.source_id, m.state, m.content, d.id AS delivery_id,
       d.state AS delivery_state, coalesce(d.asked_by, '') AS asked_by, d.closed_at,
       EXISTS (SELECT FROM routing r WHERE r.message_id = m.id) AS is_routing
  FROM message m
  LEFT JOIN LATERAL (
    SELECT d.id, d.state, d.asked_by, d.closed_at FROM delivery d
     WHERE d.message_id = m.id
       AND d.target_id = CASE WHEN m.source_id = %(left)s THEN %(right)s ELSE %(left)s END
     ORDER BY d.id DESC LIMIT 1) d ON true
 WHERE m.id >= %(floor)s AND m.source_id IN (%(left)s, %(right)s) AND m.kind = ANY(%(kinds)s)
   AND m.received_at >= %(since)s AND m.content IS NOT NULL AND m.state <> 'unchanged'
 ORDER BY m.id DESC
 LIMIT %(limit)s

-- name: told_about
-- Documents about one order, item or party, from both sides, the newest first.
SELECT m.id, m.kind, m.number, m.version, m.source_id, m.state, m.content, d.id AS delivery_id,
       d.state AS delivery_state, coalesce(d.asked_by, '') AS asked_by, d.closed_at,
       EXISTS (SELECT FROM routing r WHERE r.message_id = m.id) AS is_routing
  FROM message m
  LEFT JOIN LATERAL (
    SELECT d.id, d.state, d.asked_by, d.closed_at FROM delivery d
     WHERE d.message_id = m.id
       AND d.target_id = CASE WHEN m.source_id = %(left)s THEN %(right)s ELSE %(left)s END
     ORDER BY d.id DESC LIMIT 1) d ON true
 WHERE m.order_key = %(about)s AND m.source_id IN (%(left)s, %(right)s)
   AND m.state <> 'unchanged'
 ORDER BY m.version DESC, m.id DESC
 LIMIT 50
