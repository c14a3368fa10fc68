-- name: message
SELECT m.id, m.envelope_id, m.part_index, m.source_id, source.name AS source,
       source.title AS source_title, m.kind, m.owner, m.number, m.version, m.order_key,
       m.wire_type, m.state, sha256(m.content) AS content_hash, m.findings, m.map_name,
       m.map_version,
       m.correlation_id, m.received_at, m.translated_at, m.took_us, held.since AS held_since,
       octet_length(m.content) AS content_bytes,
       substring(m.content FOR %(shown)s) AS content,
       v.source_key, v.occurred_at, v.changed, octet_length(v.content) AS raw_bytes,
       v.content_hash AS raw_hash, substring(v.content FOR %(shown)s) AS raw
  FROM message m
  JOIN endpoint source ON source.id = m.source_id
  LEFT JOIN envelope v ON v.id = m.envelope_id
  LEFT JOIN held ON held.message_id = m.id
 WHERE m.id = %(id)s

-- name: deliveries
SELECT d.id, d.message_id, d.envelope_id, d.source_id, d.target_id, target.name AS target,
       target.title AS target_title, target.state AS target_state, target.why AS target_why,
       circuit.why AS circuit_why, d.kind, d.owner, d.number, d.version, d.order_key,
       d.received_at, d.created_at, d.state, d.reason, d.why, d.findings, d.since, d.closed_at,
       d.due_at, d.attempts, d.uncertain, d.waits_for, d.ack, d.target_number, d.replay_of,
       d.asked_by, d.asked_why, d.lease_until
  FROM delivery d
  JOIN endpoint target ON target.id = d.target_id
  LEFT JOIN circuit ON circuit.endpoint_id = d.target_id
 WHERE d.message_id = %(id)s AND d.id >= %(floor)s
 ORDER BY d.id

-- name: attempts
SELECT a.delivery_id, a.attempt, a.worker_id, a.started_at, a.took_us, a.result, a.why, a.findings,
       a.map_name, a.map_version, a.sent_hash, a.sent_bytes, a.sent IS NOT NULL AS is_kept,
       substring(a.sent FOR %(shown)s) AS sent, w.host, w.process_number
  FROM attempt a
  LEFT JOIN worker w ON w.id = a.worker_id
 WHERE a.delivery_id = ANY(%(ids)s)
 ORDER BY a.delivery_id, a.attempt, a.started_at

-- name: numbers
SELECT number, meaning, '' AS side, '' AS line FROM known_number WHERE message_id = %(id)s
UNION
SELECT c.theirs, c.subject, side.name, CASE WHEN c.subject LIKE '%%/line'
       THEN substr(c.ours, length(%(ours)s) + 2) ELSE '' END
  FROM crossref c
  JOIN endpoint side ON side.id = c.endpoint_id
 WHERE c.message_id = %(id)s
UNION
SELECT c.theirs, c.subject, side.name, ''
  FROM endpoint side
  JOIN crossref c ON c.endpoint_id = side.id AND c.subject = %(kind)s AND c.ours = %(ours)s
 ORDER BY side, meaning, line, number

-- name: related
-- Of the same order, and of documents that name the same order or this one.
SELECT id, max(shared) AS shared FROM (
  (SELECT id, '' AS shared FROM message
    WHERE order_key = %(order_key)s AND order_key <> ''
    LIMIT %(limit)s)
  UNION ALL
  (SELECT other.message_id, mine.meaning
     FROM known_number mine
     JOIN known_number other ON lower(other.number) = lower(mine.number)
      AND other.meaning = mine.meaning
    WHERE mine.message_id = %(id)s AND mine.meaning <> ALL(%(private)s)
    LIMIT %(limit)s)
  UNION ALL
  (SELECT message_id, '' FROM known_number
    WHERE lower(number) = lower(%(number)s) AND meaning = %(kind)s
    LIMIT %(limit)s)) found
 WHERE id <> %(id)s
 GROUP BY id
 ORDER BY id DESC
 LIMIT %(limit)s

-- name: message_events
SELECT at, step, result, actor, why, detail FROM event
 WHERE message_id = %(id)s AND id >= %(floor)s
 ORDER BY id LIMIT 100

-- name: envelope_events
SELECT at, step, result, actor, why, detail FROM event
 WHERE envelope_id = %(id)s AND id >= %(floor)s
 ORDER BY id LIMIT 100

-- name: envelope
SELECT v.id, source.name AS source, source.title AS source_title, v.source_key, v.wire_type,
       v.headers, v.occurred_at, v.received_at, v.changed, v.content_hash AS raw_hash,
       octet_length(v.content) AS raw_bytes, substring(v.content FOR %(shown)s) AS raw,
       i.envelope_id IS NOT NULL AS waiting, i.why, i.attempts, i.due_at
  FROM envelope v
  JOIN endpoint source ON source.id = v.endpoint_id
  LEFT JOIN intake i ON i.envelope_id = v.id AND i.message_id = 0
 WHERE v.id = %(id)s

-- name: envelope_messages
SELECT id, part_index, state, findings, translated_at
  FROM message
 WHERE envelope_id = %(id)s AND id >= %(id)s
 ORDER BY id LIMIT 500

-- name: raw
SELECT content, wire_type, source_key FROM envelope WHERE id = %(id)s

-- name: canon
SELECT content, kind, number FROM message WHERE id = %(id)s

-- name: sent
SELECT sent, sent_hash FROM attempt
 WHERE delivery_id = %(id)s AND sent_bytes > 0
 ORDER BY attempt DESC, started_at DESC LIMIT 1
