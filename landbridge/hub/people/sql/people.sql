-- name: retry_delivery
UPDATE hub.open_delivery
   SET state = 'due', due_at = %(now)s, reason = '', crashes = 0,
       since = CASE WHEN state = 'due' THEN since ELSE %(now)s END,
       asked_by = %(by)s, asked_why = %(why)s
 WHERE id = %(id)s AND lease_token IS NULL AND state IN ('due', 'waiting', 'rejected', 'dead')
RETURNING message_id, envelope_id, target_id

-- name: delivery_state
SELECT state, lease_token IS NOT NULL FROM hub.open_delivery WHERE id = %(id)s
UNION ALL
SELECT state, false FROM hub.closed_delivery WHERE id = %(id)s

-- name: retry_message
INSERT INTO hub.intake (envelope_id, message_id, part_index, endpoint_id, due_at)
SELECT envelope_id, message_id, part_index, source_id, %(now)s
  FROM hub.held WHERE message_id = %(id)s
    ON CONFLICT (envelope_id, message_id) DO UPDATE SET due_at = excluded.due_at
RETURNING envelope_id, endpoint_id

-- A message nobody asked for, once somebody does.
-- name: route_again
INSERT INTO hub.routing
       (message_id, envelope_id, source_id, kind, owner, number, version, order_key,
        received_at, has_older)
SELECT id, envelope_id, source_id, kind, owner, number, version, order_key, received_at, true
  FROM hub.message m
 WHERE m.id = %(id)s AND m.state = 'fit'
   AND NOT EXISTS (SELECT FROM hub.open_delivery d WHERE d.message_id = m.id)
   AND NOT EXISTS (SELECT FROM hub.closed_delivery d WHERE d.message_id = m.id)
    ON CONFLICT DO NOTHING
RETURNING envelope_id, source_id

-- name: message_state
SELECT state FROM hub.message WHERE id = %(id)s

-- name: held_of
SELECT message_id FROM hub.held WHERE envelope_id = %(id)s ORDER BY message_id

-- name: hurry
UPDATE hub.intake SET due_at = %(now)s
 WHERE envelope_id = %(id)s AND lease_token IS NULL
RETURNING endpoint_id

-- name: dismiss_delivery
WITH gone AS (
  DELETE FROM hub.open_delivery
   WHERE id = %(id)s AND lease_token IS NULL
  RETURNING *
)
INSERT INTO hub.closed_delivery
       (id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
        order_key, received_at, created_at, state, closed_at, attempts, ack, target_number,
        detail, replay_of, asked_by, asked_why)
SELECT id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
       order_key, received_at, created_at, 'dismissed', %(now)s, attempts, ack, target_number,
       why, replay_of, %(by)s, %(why)s
  FROM gone
RETURNING message_id, envelope_id, target_id

-- name: dismiss_message
WITH gone AS (
  DELETE FROM hub.held WHERE message_id = %(id)s RETURNING message_id, envelope_id, source_id
), again AS (
  DELETE FROM hub.intake i USING gone g
   WHERE i.envelope_id = g.envelope_id AND i.message_id = g.message_id
)
UPDATE hub.message m SET state = 'dismissed'
  FROM gone g WHERE m.id = g.message_id AND m.id = %(id)s
RETURNING m.envelope_id, m.source_id

-- name: park
UPDATE hub.open_delivery
   SET state = 'dead', reason = 'parked', why = %(why)s, since = %(now)s,
       asked_by = %(by)s, asked_why = %(why)s
 WHERE id = %(id)s AND lease_token IS NULL AND state IN ('due', 'waiting', 'sent')
RETURNING message_id, envelope_id, target_id

-- name: closed
SELECT message_id, envelope_id, source_id, target_id, kind, owner, number, version, order_key,
       received_at
  FROM hub.closed_delivery WHERE id = %(id)s

-- name: newer
SELECT version FROM hub.identity
 WHERE source_id = %(source)s AND kind = %(kind)s AND owner = %(owner)s AND number = %(number)s
   AND effective AND version > %(version)s
 ORDER BY version DESC LIMIT 1

-- name: still_open
SELECT id FROM hub.open_delivery WHERE message_id = %(message)s AND target_id = %(target)s

-- name: add_replay
INSERT INTO hub.open_delivery
       (id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
        order_key, received_at, created_at, due_at, since, replay_of, asked_by, asked_why)
SELECT %(new)s, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
       order_key, received_at, %(now)s, %(now)s, %(now)s, id, %(by)s, %(why)s
  FROM hub.closed_delivery WHERE id = %(id)s

-- name: acknowledge
WITH gone AS (
  DELETE FROM hub.open_delivery d USING hub.endpoint e
   WHERE d.id = %(id)s AND d.state = 'sent' AND e.id = d.target_id AND e.name = %(endpoint)s
  RETURNING d.*
)
INSERT INTO hub.closed_delivery
       (id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
        order_key, received_at, created_at, state, closed_at, attempts, ack, target_number,
        detail, replay_of, asked_by, asked_why)
SELECT id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
       order_key, received_at, created_at, 'acknowledged', %(at)s, attempts, %(ack)s,
       target_number, '', replay_of, asked_by, asked_why
  FROM gone
RETURNING id

-- name: endpoint
SELECT id, state FROM hub.endpoint WHERE name = %(endpoint)s FOR UPDATE

-- name: set_state
UPDATE hub.endpoint
   SET state = %(state)s, why = %(why)s, since = %(now)s, revision = revision + 1
 WHERE id = %(id)s

-- name: close_circuit
DELETE FROM hub.circuit WHERE endpoint_id = %(id)s

-- name: wake_endpoint
UPDATE hub.open_delivery SET due_at = %(now)s
 WHERE target_id = %(id)s AND state = 'due' AND due_at > %(now)s AND lease_token IS NULL

-- name: wake_streams
UPDATE hub.stream SET due_at = %(now)s, failures = 0 WHERE endpoint_id = %(id)s AND due_at > %(now)s

-- name: resume_stream
UPDATE hub.stream
   SET state = 'active', why = '', since = %(now)s, cursor = %(cursor)s, sweep_cursor = %(cursor)s,
       swept_cursor = %(cursor)s, due_at = %(now)s, failures = 0
 WHERE endpoint_id = %(id)s AND name = %(stream)s AND state = 'position_lost'
