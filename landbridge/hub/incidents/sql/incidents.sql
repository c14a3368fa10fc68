-- name: open
INSERT INTO incident (kind, subject, pair_id, endpoint_id, cause, grouped_by, title, sentence,
                      message_id, opened_at, caused_at, facts, proposal)
VALUES (%(kind)s, %(subject)s, %(pair)s, %(endpoint)s, %(cause)s, %(grouped_by)s, %(title)s,
        %(sentence)s, %(message)s, %(now)s, %(caused_at)s, %(facts)s, %(proposal)s)
    ON CONFLICT (subject) WHERE state = 'open' DO NOTHING
RETURNING id

-- name: of_subject
SELECT id FROM incident WHERE subject = %(subject)s AND state = 'open'

-- name: announce
INSERT INTO notice (incident_id, channel_id, due_at)
SELECT %(incident)s, id, %(now)s FROM notice_channel WHERE enabled
    ON CONFLICT DO NOTHING

-- name: close
UPDATE incident SET state = 'closed', closed_at = %(now)s, closed_why = %(why)s
 WHERE id = ANY(%(ids)s) AND state = 'open'
RETURNING id

-- name: assign
UPDATE incident SET assigned_to = %(to)s WHERE id = %(id)s

-- name: settle_totals
UPDATE control_total SET settled_at = %(now)s
 WHERE settled_at IS NULL
   AND id = (SELECT (facts ->> 'total_id')::bigint FROM incident WHERE id = %(incident)s)

-- name: add_entry
INSERT INTO incident_entry (incident_id, at, actor, what, text)
VALUES (%(incident)s, %(now)s, %(actor)s, %(what)s, %(text)s)

-- name: last_entry
SELECT what, actor, text FROM incident_entry WHERE incident_id = %(id)s ORDER BY id DESC LIMIT 1

-- name: state
SELECT state, kind FROM incident WHERE id = %(id)s

-- name: list
SELECT i.id, i.kind, i.cause, i.title, i.sentence, i.state, i.opened_at, i.closed_at,
       i.closed_why, i.assigned_to, i.grouped_by, i.message_id,
       i.correction IS NOT NULL AS corrected,
       e.name AS endpoint, l.name AS left, r.name AS right
  FROM incident i
  LEFT JOIN endpoint e ON e.id = i.endpoint_id
  LEFT JOIN census_pair p ON p.id = i.pair_id
  LEFT JOIN endpoint l ON l.id = p.left_id
  LEFT JOIN endpoint r ON r.id = p.right_id
 WHERE i.id < %(before)s
   AND (%(state)s = '' OR i.state = %(state)s) AND (%(cause)s = '' OR i.cause = %(cause)s)
   AND (%(endpoint)s = '' OR %(endpoint)s IN (e.name, l.name, r.name))
   AND (%(assigned)s = '' OR i.assigned_to = %(assigned)s)
   AND (%(grouped)s = '' OR i.grouped_by = %(grouped)s)
   AND (%(text)s = '' OR i.title ILIKE %(part)s OR i.sentence ILIKE %(part)s)
 ORDER BY i.id DESC
 LIMIT %(limit)s

-- name: groups
SELECT grouped_by, cause, count(*) AS count FROM incident
 WHERE state = 'open' GROUP BY 1, 2 ORDER BY 3 DESC, 1

-- name: open_count
SELECT count(*) FROM incident WHERE state = 'open'

-- name: one
SELECT i.*, i.correction IS NOT NULL AS corrected, e.name AS endpoint, l.name AS left,
       r.name AS right
  FROM incident i
  LEFT JOIN endpoint e ON e.id = i.endpoint_id
  LEFT JOIN census_pair p ON p.id = i.pair_id
  LEFT JOIN endpoint l ON l.id = p.left_id
  LEFT JOIN endpoint r ON r.id = p.right_id
 WHERE i.id = %(id)s

-- name: entries
SELECT at, actor, what, text FROM incident_entry WHERE incident_id = %(id)s ORDER BY id

-- name: notices
SELECT c.name AS channel, n.sent_at, n.attempts, n.why
  FROM notice n JOIN notice_channel c ON c.id = n.channel_id
 WHERE n.incident_id = %(id)s ORDER BY c.name

-- name: discrepancies
SELECT subject, key, found, agreed_at FROM discrepancy WHERE incident_id = %(id)s ORDER BY key

-- name: locked
SELECT id, state, proposal, correction, pair_id FROM incident WHERE id = %(id)s FOR UPDATE

-- name: correct
UPDATE incident SET correction = %(correction)s WHERE id = %(id)s

-- name: of_message
SELECT id, title, state FROM incident WHERE message_id = %(message)s ORDER BY id

-- name: dead_letters
-- Dead letters, each once by its document: what is sent again and refused again stays one.
SELECT 'd' || d.id AS letter, d.kind, d.owner, d.number, d.source_id, d.target_id, d.message_id,
       d.since, d.why, d.state, d.reason, s.name AS source, t.name AS target, d.asked_by,
       coalesce(jsonb_path_query_first(d.findings, '$[*] ? (@.severity == "error")') ->> 'text',
                d.findings -> 0 ->> 'text', d.why) AS text,
       coalesce(jsonb_path_query_first(d.findings, '$[*] ? (@.severity == "error")') ->> 'rule',
                d.findings -> 0 ->> 'rule', d.reason) AS rule
  FROM open_delivery d
  JOIN endpoint s ON s.id = d.source_id
  JOIN endpoint t ON t.id = d.target_id
 WHERE d.state IN ('rejected', 'dead') AND d.reason <> 'parked'
   AND NOT EXISTS (SELECT FROM incident i WHERE i.state = 'open' AND i.subject =
     'letter/' || d.source_id || '/' || d.target_id || '/' || d.kind || '/' || d.owner || '/'
     || d.number)
UNION ALL
SELECT 'm' || h.message_id, h.kind, h.owner, h.number, h.source_id, 0, h.message_id, h.since, '',
       'held', '', s.name, '', '',
       coalesce(jsonb_path_query_first(m.findings, '$[*] ? (@.severity == "error")') ->> 'text',
                m.findings -> 0 ->> 'text', ''), h.rule
  FROM held h
  JOIN endpoint s ON s.id = h.source_id
  CROSS JOIN LATERAL (SELECT findings FROM message WHERE id = h.message_id LIMIT 1) m
 WHERE NOT EXISTS (SELECT FROM incident i WHERE i.state = 'open' AND i.subject =
     'letter/' || h.source_id || '/0/' || h.kind || '/' || h.owner || '/'
     || coalesce(nullif(h.number, ''), h.message_id::text))
 LIMIT 500

-- name: mended_letters
-- Open incidents about dead letters that are none any more. A letter that is on its way again is
-- still open until the target has taken it.
SELECT i.id FROM incident i
 WHERE i.state = 'open' AND i.kind = 'dead_letter'
   AND NOT EXISTS (
     SELECT FROM open_delivery d
      WHERE i.subject = 'letter/' || d.source_id || '/' || d.target_id || '/' || d.kind || '/'
            || d.owner || '/' || d.number
        AND (d.state IN ('rejected', 'dead') OR d.asked_by <> ''))
   AND NOT EXISTS (
     SELECT FROM held h
      WHERE i.subject = 'letter/' || h.source_id || '/0/' || h.kind || '/' || h.owner || '/'
            || coalesce(nullif(h.number, ''), h.message_id::text))
 LIMIT 500

-- name: lost_streams
SELECT s.endpoint_id, e.name AS endpoint, s.name, s.why, s.since FROM stream s
  JOIN endpoint e ON e.id = s.endpoint_id
 WHERE s.state = 'position_lost'

-- name: logins
SELECT id, name, why, since FROM endpoint WHERE state = 'needs_login'

-- name: open_of_kind
SELECT id, subject FROM incident WHERE state = 'open' AND kind = %(kind)s

-- name: totals
SELECT c.id, c.endpoint_id, e.name AS endpoint, c.stream, c.at, c.announced_count,
       c.arrived_count, c.what
  FROM control_total c JOIN endpoint e ON e.id = c.endpoint_id
 WHERE c.settled_at IS NULL
 ORDER BY c.id LIMIT 200

-- name: numbered
SELECT id, name, options -> 'numbered' AS kinds, options -> 'numbered_grace_s' AS grace
  FROM endpoint WHERE jsonb_typeof(options -> 'numbered') = 'array' AND state <> 'disabled'

-- name: missing_numbers
-- Gaps in the numbers of a source's documents, as far back as the newest 5,000 reach. A gap counts
-- when something behind it is older than the grace: then it is not only late.
WITH newest AS (
  SELECT i.number, i.message_id,
         substring(i.number FROM '^(.*?)[0-9]+$') AS prefix,
         substring(i.number FROM '([0-9]+)$') AS digits
    FROM identity i
   WHERE i.source_id = %(source)s AND i.kind = %(kind)s AND i.number ~ '[0-9]{1,15}$'
   ORDER BY i.message_id DESC LIMIT 5000
), numbered AS (
  SELECT n.prefix, n.digits, n.digits::numeric AS value, m.received_at,
         lag(n.digits::numeric) OVER (PARTITION BY n.prefix ORDER BY n.digits::numeric) AS before
    FROM newest n
   CROSS JOIN LATERAL (SELECT received_at FROM message WHERE id = n.message_id LIMIT 1) m
)
SELECT prefix, digits, before + 1 AS first, value - 1 AS last, received_at
  FROM numbered
 WHERE value - before BETWEEN 2 AND 10000 AND received_at <= %(late)s
 ORDER BY received_at LIMIT 100

-- name: by_hand
UPDATE incident SET facts = facts || '{"by_hand": true}' WHERE id = ANY(%(ids)s)

-- name: settled_by_hand
SELECT subject FROM incident WHERE kind = %(kind)s AND state = 'closed' AND facts ? 'by_hand'

-- name: read_again
UPDATE stream SET sweep_cursor = NULL, swept_at = 'epoch', due_at = %(now)s
 WHERE endpoint_id = (SELECT id FROM endpoint WHERE name = %(endpoint)s) AND state = 'active'

-- name: address
INSERT INTO addressed (envelope_id, target_id)
SELECT %(envelope)s, id FROM endpoint WHERE name = %(target)s

-- name: endpoint_id
SELECT id FROM endpoint WHERE name = %(name)s

-- name: message_of
SELECT id FROM message WHERE envelope_id = %(envelope)s ORDER BY id LIMIT 1

-- name: add_channel
INSERT INTO notice_channel (name, kind, config, since)
VALUES (%(name)s, %(kind)s, %(config)s, %(now)s)
    ON CONFLICT (name) DO UPDATE
   SET kind = excluded.kind, config = excluded.config, since = excluded.since, enabled = true,
       why = ''

-- name: remove_channel
UPDATE notice_channel SET enabled = false, since = %(now)s WHERE name = %(name)s AND enabled

-- name: channels
SELECT c.id, c.name, c.kind, c.config, c.enabled, c.why,
       count(n.*) FILTER (WHERE n.sent_at IS NOT NULL) AS sent,
       count(n.*) FILTER (WHERE n.sent_at IS NULL) AS waiting
  FROM notice_channel c LEFT JOIN notice n ON n.channel_id = c.id
 GROUP BY c.id ORDER BY c.name

-- name: take_notices
-- Due notices of one channel; what is taken is not due for a while, so nobody sends it beside us.
UPDATE notice n
   SET due_at = %(until)s, attempts = n.attempts + 1
  FROM (SELECT d.incident_id, d.channel_id FROM notice d
         WHERE d.sent_at IS NULL AND d.due_at <= %(now)s AND d.channel_id = (
           SELECT w.channel_id FROM notice w JOIN notice_channel c ON c.id = w.channel_id
            WHERE w.sent_at IS NULL AND w.due_at <= %(now)s AND c.enabled
            ORDER BY w.due_at LIMIT 1)
         ORDER BY d.incident_id LIMIT 50 FOR UPDATE SKIP LOCKED) due
 WHERE n.incident_id = due.incident_id AND n.channel_id = due.channel_id
RETURNING n.incident_id, n.channel_id, n.attempts

-- name: channel
SELECT id, name, kind, config FROM notice_channel WHERE id = %(id)s

-- name: told_incidents
SELECT id, title, sentence, cause, opened_at, state FROM incident WHERE id = ANY(%(ids)s)
 ORDER BY id

-- name: sent
UPDATE notice SET sent_at = %(now)s, why = ''
 WHERE channel_id = %(channel)s AND incident_id = ANY(%(ids)s)

-- name: not_sent
UPDATE notice SET why = %(why)s, due_at = %(due)s
 WHERE channel_id = %(channel)s AND incident_id = ANY(%(ids)s)

-- name: channel_trouble
UPDATE notice_channel SET why = %(why)s WHERE id = %(channel)s
