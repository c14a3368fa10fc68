-- What is kept for ever, and the open work. The history stands in 0002_history.sql.
--
-- Ids are day * 10^10 + a number of one sequence, where day counts from 2000-01-01 (UTC): an id
-- names its partition, sorts by time and is safe in JSON. They are taken by hub.take_numbers.
-- Open work lives in small tables of its own; a row leaves them when it is done, so nothing slows
-- down with history.  Keys are compared byte by byte (COLLATE "C"): it is quick, and the same
-- on every machine.

CREATE SEQUENCE hub.number AS bigint MINVALUE 1 MAXVALUE 9999999999 CYCLE;
CREATE SEQUENCE hub.token AS bigint;

CREATE FUNCTION hub.take_numbers(count integer) RETURNS bigint[]
LANGUAGE sql VOLATILE AS $$
  SELECT array_agg(nextval('hub.number')) FROM generate_series(1, count)
$$;

-- ------------------------------------------------------------------------- configuration

-- state: active, paused (a person), needs_login (the other system), disabled (not used).
-- config: settings of the connector, secrets sealed.  options: of the bridge itself, e.g.
-- {"poll_interval_s": 5}.  revision grows with each change, so that workers open it anew.
CREATE TABLE hub.endpoint (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  title text NOT NULL DEFAULT '',
  connector text NOT NULL,
  config jsonb NOT NULL DEFAULT '{}',
  options jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'paused', 'needs_login', 'disabled')),
  why text NOT NULL DEFAULT '',
  since timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  revision int NOT NULL DEFAULT 1
);

-- The breaker before an endpoint that does not answer: while open, one probe is sent at a time.
CREATE TABLE hub.circuit (
  endpoint_id int PRIMARY KEY REFERENCES hub.endpoint,
  failures int NOT NULL,
  why text NOT NULL,
  since timestamptz NOT NULL,
  open_until timestamptz NOT NULL,
  probe_until timestamptz
);

-- An operator's addition to a connector's map: `file` is the map's name; later positions win.
CREATE TABLE hub.map_overlay (
  endpoint_id int NOT NULL REFERENCES hub.endpoint,
  file text NOT NULL,
  position int NOT NULL DEFAULT 0,
  name text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (endpoint_id, file, position)
);

-- kind '*': every kind.  condition: {"site": "MAIN", "owner.code": ["A", "B"]} on the document.
CREATE TABLE hub.route (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id int NOT NULL REFERENCES hub.endpoint,
  kind text NOT NULL,
  target_id int NOT NULL REFERENCES hub.endpoint,
  condition jsonb NOT NULL DEFAULT '{}',
  enabled boolean NOT NULL DEFAULT true,
  UNIQUE (source_id, kind, target_id, condition),
  CHECK (source_id <> target_id)
);

-- Where a source was read up to. The cursor moves only in the transaction that stores what was
-- read.  state: active, position_lost.  due_at: next pull.  A sweep reads once more from
-- `sweep_cursor`, where the cursor stood at the sweep before the last one (`swept_cursor`: at the
-- last one): what becomes visible late, by up to one interval, is found for certain.
CREATE TABLE hub.stream (
  endpoint_id int NOT NULL REFERENCES hub.endpoint,
  name text NOT NULL,
  cursor text,
  sweep_cursor text,
  swept_cursor text,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'position_lost')),
  why text NOT NULL DEFAULT '',
  since timestamptz NOT NULL,
  pulled_count bigint NOT NULL DEFAULT 0,
  accepted_count bigint NOT NULL DEFAULT 0,
  duplicate_count bigint NOT NULL DEFAULT 0,
  announced_count bigint NOT NULL DEFAULT 0,
  moved_at timestamptz,
  polled_at timestamptz,
  swept_at timestamptz,
  due_at timestamptz NOT NULL,
  failures int NOT NULL DEFAULT 0,
  lease_worker int,
  lease_token bigint,
  lease_until timestamptz,
  PRIMARY KEY (endpoint_id, name)
);

-- Streams that were ever begun: a missing row in hub.stream then means a lost position (T-13).
CREATE TABLE hub.stream_begun (
  endpoint_id int NOT NULL REFERENCES hub.endpoint,
  name text NOT NULL,
  begun_at timestamptz NOT NULL,
  PRIMARY KEY (endpoint_id, name)
);

CREATE TABLE hub.worker (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  host text NOT NULL,
  process_number int NOT NULL,
  version text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  stopped_at timestamptz,
  doing text NOT NULL DEFAULT '',
  figures jsonb NOT NULL DEFAULT '{}'
);

-- Acknowledged documents by minute and lane, for rates; by worker, so that nobody waits.
CREATE TABLE hub.flow_minute (
  minute timestamptz NOT NULL,
  source_id int NOT NULL,
  kind text NOT NULL,
  target_id int NOT NULL,
  worker_id int NOT NULL,
  acknowledged_count int NOT NULL,
  took_ms_sum bigint NOT NULL,  -- received to acknowledged
  PRIMARY KEY (minute, source_id, kind, target_id, worker_id)
);

-- ------------------------------------------------------------------------- kept for ever

-- Every payload ever taken in, by the source's own key and its content (T-03, T-18, T-19).
CREATE TABLE hub.envelope_key (
  endpoint_id int NOT NULL,
  source_key text COLLATE "C" NOT NULL,
  content_hash bytea NOT NULL,  -- sha256
  envelope_id bigint NOT NULL,
  PRIMARY KEY (endpoint_id, source_key, content_hash)
);

-- Every version of every document ever understood.  content_hash: of the canonical bytes without
-- the version.  effective: it was passed on; false when unchanged, late, or held for a person.
CREATE TABLE hub.identity (
  source_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  message_id bigint NOT NULL,
  content_hash bytea NOT NULL,
  effective boolean NOT NULL,
  PRIMARY KEY (source_id, kind, owner, number, version)
);

-- Identifiers of both sides.  subject: a document kind (ours: OWNER/NUMBER) or `kind/line`
-- (ours: OWNER/NUMBER/LINE) or a name the target chose.  theirs: what the endpoint calls it.
CREATE TABLE hub.crossref (
  endpoint_id int NOT NULL,
  subject text COLLATE "C" NOT NULL,
  ours text COLLATE "C" NOT NULL,
  theirs text COLLATE "C" NOT NULL,
  message_id bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (endpoint_id, subject, ours)
);
CREATE INDEX crossref_theirs ON hub.crossref (endpoint_id, subject, theirs);
CREATE INDEX crossref_message ON hub.crossref (message_id);
CREATE INDEX crossref_any ON hub.crossref (lower(theirs COLLATE "default") text_pattern_ops);

-- ------------------------------------------------------------------------- open work

-- Payloads to translate. message_id 0: all parts; else translate that held message again.
CREATE TABLE hub.intake (
  envelope_id bigint NOT NULL,
  message_id bigint NOT NULL DEFAULT 0,
  part_index int NOT NULL DEFAULT 0,
  endpoint_id int NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  why text NOT NULL DEFAULT '',
  lease_worker int,
  lease_token bigint,
  lease_until timestamptz,
  PRIMARY KEY (envelope_id, message_id)
) WITH (fillfactor = 60);
CREATE INDEX intake_order ON hub.intake (endpoint_id, envelope_id);

-- Understood messages to route.
CREATE TABLE hub.routing (
  message_id bigint PRIMARY KEY,
  envelope_id bigint NOT NULL,
  source_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  order_key text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  has_older boolean NOT NULL  -- an older version of the document was passed on
);
CREATE INDEX routing_order ON hub.routing (source_id, envelope_id, message_id);

-- Messages that could not be understood or are not fit to travel: they wait for a person.
CREATE TABLE hub.held (
  message_id bigint PRIMARY KEY,
  envelope_id bigint NOT NULL,
  part_index int NOT NULL,
  source_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  rule text NOT NULL,  -- of the first finding
  since timestamptz NOT NULL
);
CREATE INDEX held_document ON hub.held (source_id, kind, owner, number);

-- Deliveries that are not final.
-- state: due (to be sent at due_at; in flight while leased), waiting (for the parent `waits_for`;
-- asked again at due_at), sent (the target answers later), rejected (the target said no, a person
-- must act), dead (stopped by the bridge or a person).
-- reason: why it is not on its way: unavailable, unknown, refused, map, poison, parked.
-- uncertain: it may have had its effect; the sink is asked before it is pushed again.
CREATE TABLE hub.open_delivery (
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
  due_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'due'
    CHECK (state IN ('due', 'waiting', 'sent', 'rejected', 'dead')),
  reason text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '',
  findings jsonb,
  since timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  crashes smallint NOT NULL DEFAULT 0,
  uncertain boolean NOT NULL DEFAULT false,
  waits_for text COLLATE "C" NOT NULL DEFAULT '',
  ack text NOT NULL DEFAULT '',
  target_number text NOT NULL DEFAULT '',
  replay_of bigint,
  asked_by text NOT NULL DEFAULT '',
  asked_why text NOT NULL DEFAULT '',
  leased_at timestamptz,
  lease_worker int,
  lease_token bigint,
  lease_until timestamptz
) WITH (fillfactor = 60);
CREATE INDEX open_delivery_due ON hub.open_delivery (target_id, due_at, id)
  WHERE state IN ('due', 'waiting');
CREATE INDEX open_delivery_order ON hub.open_delivery (target_id, order_key, id);
CREATE INDEX open_delivery_parent ON hub.open_delivery (target_id, waits_for)
  WHERE state = 'waiting';
CREATE INDEX open_delivery_message ON hub.open_delivery (message_id);
CREATE INDEX open_delivery_person ON hub.open_delivery (since, id)
  WHERE state IN ('rejected', 'dead');

-- Queues live by their dead rows being swept at once.
ALTER TABLE hub.intake SET (autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE hub.routing SET (autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE hub.open_delivery SET (autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Nothing in the register of what was taken in is ever changed.
REVOKE UPDATE, DELETE ON hub.envelope_key FROM landbridge_hub;
