-- name: letters
-- The oldest first. {deliveries}, {messages}: further conditions, see `_conditions`.
SELECT both_kinds.*, source.name AS source, source.title AS source_title,
       target.name AS target, target.title AS target_title, target.state AS target_state
  FROM (
  (SELECT 'delivery' AS subject, d.id, d.message_id, d.id AS delivery_id, d.envelope_id, d.kind,
          d.owner, d.number, d.source_id, d.target_id, d.state, d.reason, d.why, d.findings,
          d.attempts, d.received_at, d.since, d.asked_by, d.asked_why,
          coalesce(jsonb_path_query_first(d.findings, '$[*] ? (@.severity == "error")') ->> 'rule',
                   d.findings -> 0 ->> 'rule', d.reason) AS rule
     FROM open_delivery d
    WHERE d.state IN ('rejected', 'dead') AND (d.since, d.id) > (%(since)s, %(after)s)
          {deliveries}
    ORDER BY d.since, d.id
    LIMIT %(limit)s)
  UNION ALL
  (SELECT 'message', h.message_id, h.message_id, NULL, h.envelope_id, h.kind, h.owner, h.number,
          h.source_id, NULL, 'held', '', '', m.findings, 0, m.received_at, h.since, '', '', h.rule
     FROM held h
     CROSS JOIN LATERAL (SELECT findings, received_at FROM message
                          WHERE id = h.message_id LIMIT 1) m
    WHERE (h.since, h.message_id) > (%(since)s, %(after)s)
          {messages}
    ORDER BY h.since, h.message_id
    LIMIT %(limit)s)) both_kinds
  JOIN endpoint source ON source.id = both_kinds.source_id
  LEFT JOIN endpoint target ON target.id = both_kinds.target_id
 ORDER BY both_kinds.since, both_kinds.id
 LIMIT %(limit)s

-- name: groups
SELECT both_kinds.rule, both_kinds.kind, source.name AS source, coalesce(target.name, '') AS target,
       count(*) AS count, min(both_kinds.text) AS text
  FROM (
  SELECT d.kind, d.source_id, d.target_id, d.why AS text,
         coalesce(jsonb_path_query_first(d.findings, '$[*] ? (@.severity == "error")') ->> 'rule',
                  d.findings -> 0 ->> 'rule', d.reason) AS rule
    FROM open_delivery d
   WHERE d.state IN ('rejected', 'dead') {deliveries}
  UNION ALL
  SELECT h.kind, h.source_id, NULL, '', h.rule
    FROM held h
   WHERE true {messages}) both_kinds
  JOIN endpoint source ON source.id = both_kinds.source_id
  LEFT JOIN endpoint target ON target.id = both_kinds.target_id
 GROUP BY 1, 2, 3, 4
 ORDER BY count(*) DESC, 1, 2, 3, 4

-- name: ids
SELECT letter FROM (
  (SELECT 'd' || d.id AS letter, d.since, d.id FROM open_delivery d
    WHERE d.state IN ('rejected', 'dead') {deliveries}
    ORDER BY d.since, d.id LIMIT %(limit)s)
  UNION ALL
  (SELECT 'm' || h.message_id, h.since, h.message_id FROM held h
    WHERE true {messages}
    ORDER BY h.since, h.message_id LIMIT %(limit)s)) both_kinds
 ORDER BY since, id
 LIMIT %(limit)s

-- name: preview
-- What retrying these deliveries, messages and envelopes would set going.
SELECT 'd' || d.id AS letter, target.name AS target, target.title AS target_title,
       target.state AS target_state, circuit.why AS circuit_why, d.state,
       d.lease_token IS NOT NULL AS in_flight
  FROM open_delivery d
  JOIN endpoint target ON target.id = d.target_id
  LEFT JOIN circuit ON circuit.endpoint_id = d.target_id
 WHERE d.id = ANY(%(deliveries)s)
UNION ALL
SELECT 'd' || d.id, target.name, target.title, target.state, NULL, d.state, false
  FROM closed_delivery d
  JOIN endpoint target ON target.id = d.target_id
 WHERE d.id = ANY(%(deliveries)s)
UNION ALL
SELECT 'm' || h.message_id, '', '', '', NULL, 'held', false
  FROM held h
 WHERE h.message_id = ANY(%(messages)s)
UNION ALL
SELECT DISTINCT 'e' || h.envelope_id, '', '', '', NULL, 'held', false
  FROM held h
 WHERE h.envelope_id = ANY(%(envelopes)s)
