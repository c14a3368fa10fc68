-- name: hold
SELECT pg_advisory_xact_lock(hashtext('hub.seal'))

-- name: last_seal
SELECT seal_id, envelope_last, delivery_last, event_last, digest FROM seal
 ORDER BY seal_id DESC LIMIT 1

-- name: to_seal
-- Rows behind the last seal, older than the margin, oldest first within each table. Nothing is
-- sealed behind a row that is still too young or not final: a seal covers all ids up to its last.
(SELECT 1 AS part, e.id, sha256(convert_to(hub.sealed_envelope(e), 'UTF8')) AS member
   FROM envelope e
  WHERE e.id > %(envelope)s AND e.id < coalesce(
    (SELECT min(y.id) FROM envelope y
      WHERE y.id > %(envelope)s AND y.received_at >= %(before)s), 9223372036854775807)
  ORDER BY e.id LIMIT %(limit)s)
UNION ALL
(SELECT 2, d.id, sha256(convert_to(hub.sealed_delivery(d), 'UTF8'))
   FROM closed_delivery d
  WHERE d.id > %(delivery)s AND d.id < coalesce(
    (SELECT min(y.id) FROM closed_delivery y
      WHERE y.id > %(delivery)s AND y.closed_at >= %(before)s), 9223372036854775807)
    AND d.id < coalesce((SELECT min(o.id) FROM open_delivery o), 9223372036854775807)
  ORDER BY d.id LIMIT %(limit)s)
UNION ALL
(SELECT 3, v.id, sha256(convert_to(hub.sealed_event(v), 'UTF8'))
   FROM event v
  WHERE v.id > %(event)s AND v.id < coalesce(
    (SELECT min(y.id) FROM event y WHERE y.id > %(event)s AND y.at >= %(before)s),
    9223372036854775807)
  ORDER BY v.id LIMIT %(limit)s)
 ORDER BY 1, 2

-- name: add_seal
INSERT INTO seal (seal_id, made_at, envelope_last, delivery_last, event_last, members, previous,
                  digest)
VALUES (%(id)s, %(now)s, %(envelope)s, %(delivery)s, %(event)s, %(members)s, %(previous)s,
        %(digest)s)

-- name: sealed_rows
-- The rows of a seal as they are now, in the order of its members.
(SELECT 1 AS part, e.id, hub.sealed_envelope(e) AS text FROM envelope e
  WHERE e.id > %(envelope_after)s AND e.id <= %(envelope_last)s)
UNION ALL
(SELECT 2, d.id, hub.sealed_delivery(d) FROM closed_delivery d
  WHERE d.id > %(delivery_after)s AND d.id <= %(delivery_last)s)
UNION ALL
(SELECT 3, v.id, hub.sealed_event(v) FROM event v
  WHERE v.id > %(event_after)s AND v.id <= %(event_last)s)
 ORDER BY 1, 2

-- name: seals
SELECT seal_id, made_at, envelope_last, delivery_last, event_last, members, previous, digest,
       coalesce(lag(envelope_last) OVER w, 0) AS envelope_after,
       coalesce(lag(delivery_last) OVER w, 0) AS delivery_after,
       coalesce(lag(event_last) OVER w, 0) AS event_after
  FROM seal WINDOW w AS (ORDER BY seal_id)
 ORDER BY seal_id

-- name: seals_of
SELECT * FROM (
  SELECT seal_id, made_at, envelope_last, delivery_last, event_last, members, previous, digest,
         coalesce(lag(envelope_last) OVER w, 0) AS envelope_after,
         coalesce(lag(delivery_last) OVER w, 0) AS delivery_after,
         coalesce(lag(event_last) OVER w, 0) AS event_after
    FROM seal WINDOW w AS (ORDER BY seal_id)) s
 WHERE seal_id = ANY(
   SELECT (SELECT min(seal_id) FROM seal WHERE envelope_last >= %(envelope)s)
   UNION
   SELECT (SELECT min(seal_id) FROM seal WHERE delivery_last >= d)
     FROM unnest(%(deliveries)s::bigint[]) AS d)
 ORDER BY seal_id

-- name: envelope_text
SELECT hub.sealed_envelope(e) FROM envelope e WHERE e.id = %(id)s

-- name: delivery_texts
SELECT d.id, hub.sealed_delivery(d) FROM closed_delivery d WHERE d.id = ANY(%(ids)s)

-- name: key
SELECT public, private FROM signing_key ORDER BY id LIMIT 1

-- name: add_key
INSERT INTO signing_key (public, private, made_at) VALUES (%(public)s, %(private)s, %(now)s)

-- name: versions
SELECT i.version, i.message_id, i.effective, m.received_at, m.state
  FROM identity i
  LEFT JOIN LATERAL (SELECT received_at, state FROM message WHERE id = i.message_id LIMIT 1) m
    ON true
 WHERE (i.source_id, i.kind, i.owner, i.number) = (
   SELECT source_id, kind, owner, number FROM message WHERE id = %(id)s)
 ORDER BY i.version

-- name: raw
SELECT v.content, v.content_hash, v.wire_type, v.headers, v.source_key, v.received_at,
       v.occurred_at, m.part_index, m.source_id, m.content AS canon, m.map_version, m.map_name
  FROM message m LEFT JOIN envelope v ON v.id = m.envelope_id
 WHERE m.id = %(id)s
