-- The history, in partitions of one day each (see 0002_days.sql). Rows are only added; the one
-- exception is a held message, which a person may have translated again.

CREATE TABLE hub.envelope (
  id bigint PRIMARY KEY,
  endpoint_id int NOT NULL,
  stream text NOT NULL,  -- '' when it was received, not pulled
  source_key text NOT NULL,
  wire_type text NOT NULL,
  content bytea NOT NULL,
  content_hash bytea NOT NULL,
  headers jsonb,
  occurred_at timestamptz,
  received_at timestamptz NOT NULL,
  changed boolean NOT NULL  -- the same source key came with other content before
) PARTITION BY RANGE (id);

-- state: fit (passed on), unchanged (newer version, same content), late (a newer version is
-- known), skipped (the map says it is not for us), held (waits for a person), dismissed.
-- content: the canonical bytes, NULL if it could not be understood.
CREATE TABLE hub.message (
  id bigint PRIMARY KEY,
  envelope_id bigint NOT NULL,
  part_index int NOT NULL,
  source_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  order_key text COLLATE "C" NOT NULL,
  wire_type text NOT NULL,
  state text NOT NULL
    CHECK (state IN ('fit', 'unchanged', 'late', 'skipped', 'held', 'dismissed')),
  content bytea,
  content_hash bytea,
  findings jsonb,
  map_name text NOT NULL,
  map_version text NOT NULL,
  control jsonb,  -- control numbers of its part
  correlation_id text NOT NULL,
  causation_id text NOT NULL,
  received_at timestamptz NOT NULL,
  translated_at timestamptz NOT NULL,
  took_us int NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX message_envelope ON hub.message (envelope_id);
CREATE INDEX message_number ON hub.message (lower(number COLLATE "default") text_pattern_ops);
CREATE INDEX message_order_key ON hub.message (order_key);

-- Further numbers by which people ask for a message (its own is in hub.message).
CREATE TABLE hub.known_number (
  message_id bigint NOT NULL,
  number text NOT NULL,
  meaning text NOT NULL
) PARTITION BY RANGE (message_id);
CREATE INDEX known_number_number ON hub.known_number (lower(number) text_pattern_ops);
CREATE INDEX known_number_message ON hub.known_number (message_id);

-- Deliveries that are final: acknowledged, superseded (by a newer version) or dismissed (by a
-- person, asked_by and asked_why; or by the target's map).  detail: what happened, in words.
CREATE TABLE hub.closed_delivery (
  id bigint PRIMARY KEY,
  message_id bigint NOT NULL,
  envelope_id bigint NOT NULL,
  source_id int NOT NULL,
  target_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  order_key text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('acknowledged', 'superseded', 'dismissed')),
  closed_at timestamptz NOT NULL,
  attempts int NOT NULL,
  ack text NOT NULL,
  target_number text NOT NULL,
  detail text NOT NULL,
  replay_of bigint,
  asked_by text NOT NULL,
  asked_why text NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX closed_delivery_message ON hub.closed_delivery (message_id);

-- Every try of a delivery.  result: delivered, already_there, found, cannot_tell, refused,
-- unavailable, unknown, unmapped, left_out (by the map), superseded, crashed (its worker ended),
-- poison (it ended too many), stale (the worker's lease had passed on; its result does not count).
-- took_us: of the call that carried it, perhaps with others.
-- sent: what was pushed, kept when it was not delivered; else sent_hash proves what the map makes.
CREATE TABLE hub.attempt (
  delivery_id bigint NOT NULL,
  attempt int NOT NULL,
  worker_id int NOT NULL,
  started_at timestamptz NOT NULL,
  took_us int NOT NULL,
  result text NOT NULL,
  why text NOT NULL,
  findings jsonb,
  map_name text NOT NULL,
  map_version text NOT NULL,
  sent bytea,
  sent_hash bytea,
  sent_bytes int NOT NULL
) PARTITION BY RANGE (delivery_id);
CREATE INDEX attempt_delivery ON hub.attempt (delivery_id, attempt);

-- What else happened, and what people did: step received, understood, routed, delivered, person.
-- result: duplicate, changed, no_route, crashed, retried, replayed, dismissed, parked, ...
CREATE TABLE hub.event (
  id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  step text NOT NULL,
  result text NOT NULL,
  endpoint_id int,
  envelope_id bigint,
  message_id bigint,
  delivery_id bigint,
  actor text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT ''
) PARTITION BY RANGE (id);
CREATE INDEX event_message ON hub.event (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX event_envelope ON hub.event (envelope_id) WHERE envelope_id IS NOT NULL;
CREATE INDEX event_endpoint ON hub.event (endpoint_id, id) WHERE endpoint_id IS NOT NULL;

-- Open and final deliveries as one, for reading.
CREATE VIEW hub.delivery AS
  SELECT id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
         order_key, received_at, created_at, state, reason, why, findings, since,
         NULL::timestamptz AS closed_at, due_at, attempts, uncertain, waits_for, ack,
         target_number, replay_of, asked_by, asked_why, lease_worker, lease_until
    FROM hub.open_delivery
  UNION ALL
  SELECT id, message_id, envelope_id, source_id, target_id, kind, owner, number, version,
         order_key, received_at, created_at, state, '', detail, NULL, closed_at, closed_at,
         NULL, attempts, false, '', ack, target_number, replay_of, asked_by,
         asked_why, NULL, NULL
    FROM hub.closed_delivery;

-- Final states are final (T-16), and what came in stays as it came.
REVOKE UPDATE, DELETE ON hub.envelope, hub.closed_delivery, hub.attempt, hub.event
  FROM landbridge_hub;
REVOKE DELETE ON hub.message FROM landbridge_hub;
