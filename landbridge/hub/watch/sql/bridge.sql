-- name: cards
SELECT e.id, e.name, e.title, e.connector, e.state, e.why, e.since,
       c.why AS circuit_why, c.since AS circuit_since,
       h.ok AS healthy, h.text AS health_text, h.last_at AS checked_at, h.version,
       s.lost, s.lost_since, s.lost_why, s.failing, s.failing_at, s.failing_why, s.failures,
       i.incoming_count, i.incoming_oldest_at,
       r.routing_count,
       held.held_count
  FROM endpoint e
  LEFT JOIN circuit c ON c.endpoint_id = e.id
  LEFT JOIN LATERAL (
       SELECT ok, text, last_at, version FROM health_check
        WHERE endpoint_id = e.id ORDER BY first_at DESC LIMIT 1) h ON true
  LEFT JOIN LATERAL (
       -- A source that failed once may just have been busy.
       SELECT array_agg(name ORDER BY name) FILTER (WHERE state = 'position_lost') AS lost,
              min(since) FILTER (WHERE state = 'position_lost') AS lost_since,
              min(why) FILTER (WHERE state = 'position_lost') AS lost_why,
              array_agg(name ORDER BY name) FILTER (WHERE state = 'active' AND failures > 2)
                AS failing,
              coalesce(max(polled_at), max(since)) AS failing_at,
              max(why) FILTER (WHERE failures > 2) AS failing_why,
              max(failures) AS failures
         FROM stream WHERE endpoint_id = e.id) s ON true
  LEFT JOIN LATERAL (
       SELECT count(*) AS incoming_count,
              (SELECT received_at FROM envelope WHERE id = min(intake.envelope_id))
                AS incoming_oldest_at
         FROM intake WHERE endpoint_id = e.id) i ON true
  LEFT JOIN LATERAL (
       SELECT count(*) AS routing_count FROM routing WHERE source_id = e.id) r ON true
  LEFT JOIN LATERAL (
       SELECT count(*) AS held_count FROM held WHERE source_id = e.id) held ON true
 ORDER BY e.state = 'disabled', e.id

-- name: open_lanes
SELECT source_id, kind, target_id,
       count(*) FILTER (WHERE state IN ('due', 'waiting', 'sent')) AS open_count,
       count(*) FILTER (WHERE state = 'waiting' OR state = 'due' AND attempts > 0
                          AND due_at > %(now)s) AS waiting_count,
       count(*) FILTER (WHERE state IN ('rejected', 'dead')) AS held_count,
       min(message_id) FILTER (WHERE state IN ('due', 'waiting', 'sent')) AS oldest_message_id,
       -- What is replayed begins anew.
       min(CASE WHEN replay_of IS NULL THEN received_at ELSE created_at END)
         FILTER (WHERE state IN ('due', 'waiting', 'sent')) AS oldest_at,
       (array_agg(why ORDER BY since DESC) FILTER (WHERE why <> ''))[1] AS last_error,
       max(since) FILTER (WHERE why <> '') AS last_error_at
  FROM open_delivery
 GROUP BY source_id, kind, target_id

-- name: minutes
SELECT source_id, kind, target_id,
       floor(extract(epoch FROM (%(now)s - minute)) / 60)::int AS minutes_ago,
       sum(acknowledged_count)::int AS acknowledged_count
  FROM flow_minute
 WHERE minute > %(now)s - interval '60 minutes' AND minute <= %(now)s
 GROUP BY 1, 2, 3, 4

-- name: last_delivered
SELECT lane.source_id, lane.kind, lane.target_id, last.minute
  FROM unnest(%(sources)s::int[], %(kinds)s::text[], %(targets)s::int[])
       AS lane (source_id, kind, target_id)
 CROSS JOIN LATERAL (
       SELECT minute FROM flow_minute f
        WHERE f.source_id = lane.source_id AND f.kind = lane.kind
          AND f.target_id = lane.target_id
        ORDER BY minute DESC LIMIT 1) last

-- name: routes
SELECT source_id, kind, target_id FROM route WHERE enabled ORDER BY id

-- name: workers
SELECT id, host, process_number, version, started_at, seen_at, doing
  FROM worker
 WHERE stopped_at IS NULL AND seen_at > %(now)s - interval '1 day'
 ORDER BY id

-- name: token
SELECT concat_ws('.',
         (SELECT last_value FROM number),
         (SELECT last_value FROM token),
         (SELECT sum(acknowledged_count) FROM flow_minute
           WHERE minute > %(now)s - interval '3 minutes'),
         (SELECT count(*) FROM open_delivery WHERE state IN ('rejected', 'dead')),
         (SELECT count(*) FROM held),
         (SELECT sum(revision) FROM endpoint),
         (SELECT extract(epoch FROM max(since)) FROM endpoint),
         (SELECT sum(failures) FROM circuit),
         (SELECT count(*) FROM worker
           WHERE stopped_at IS NULL AND seen_at > %(now)s - interval '30 seconds'))
