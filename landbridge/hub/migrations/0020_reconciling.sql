-- Two endpoints that are compared all the time. left: the office's, right: the floor's.
-- authority: [{"object": "stock", "field": "*", "side": "right"}], laid over the rules of the code.
-- options: {"changed_every_s": 10, "full_every_s": 900, "orders_every_s": 20, ...}.
CREATE TABLE hub.census_pair (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  left_id int NOT NULL REFERENCES hub.endpoint,
  right_id int NOT NULL REFERENCES hub.endpoint,
  enabled boolean NOT NULL DEFAULT true,
  owner text NOT NULL DEFAULT '',
  site text NOT NULL DEFAULT '',
  options jsonb NOT NULL DEFAULT '{}',
  authority jsonb NOT NULL DEFAULT '[]',
  since timestamptz NOT NULL,
  UNIQUE (left_id, right_id),
  CHECK (left_id <> right_id)
);

-- When each subject of a pair was last looked at, and what was seen.  positions: of both sides,
-- from which on the next look asks what has changed.  why: it could not be counted, and why.
CREATE TABLE hub.census_turn (
  pair_id int NOT NULL REFERENCES hub.census_pair,
  subject text NOT NULL,
  due_at timestamptz NOT NULL,
  looked_at timestamptz,
  full_at timestamptz,
  positions jsonb NOT NULL DEFAULT '["", ""]',
  took_ms int NOT NULL DEFAULT 0,
  looks_count bigint NOT NULL DEFAULT 0,
  keys_count int NOT NULL DEFAULT 0,
  in_flight_count int NOT NULL DEFAULT 0,
  rejected_count int NOT NULL DEFAULT 0,
  unexplained_count int NOT NULL DEFAULT 0,
  why text NOT NULL DEFAULT '',
  failures int NOT NULL DEFAULT 0,
  lease_worker text NOT NULL DEFAULT '',
  lease_until timestamptz,
  PRIMARY KEY (pair_id, subject)
);

-- Differences without an explanation, from the first look that saw them to the first that did not.
-- value: what was unexplained, as text.  agreed_at: the last look before at which both agreed.
CREATE TABLE hub.discrepancy (
  pair_id int NOT NULL REFERENCES hub.census_pair,
  subject text NOT NULL,
  key text[] NOT NULL,
  value text NOT NULL,
  found jsonb NOT NULL,
  agreed_at timestamptz,
  first_at timestamptz NOT NULL,
  same_since timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  looks_count int NOT NULL DEFAULT 1,
  incident_id bigint,
  PRIMARY KEY (pair_id, subject, key)
);

-- What a person must know of. subject: what it is about; one is open for a subject at a time.
-- grouped_by: incidents of one cause stand together.  facts, proposal, correction: see the code.
CREATE TABLE hub.incident (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  pair_id int REFERENCES hub.census_pair,
  endpoint_id int REFERENCES hub.endpoint,
  cause text NOT NULL,
  grouped_by text COLLATE "C" NOT NULL,
  title text NOT NULL,
  sentence text NOT NULL,
  message_id bigint,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  opened_at timestamptz NOT NULL,
  caused_at timestamptz,
  closed_at timestamptz,
  closed_why text NOT NULL DEFAULT '',
  assigned_to text NOT NULL DEFAULT '',
  facts jsonb NOT NULL DEFAULT '{}',
  proposal jsonb,
  correction jsonb
);
CREATE UNIQUE INDEX incident_open ON hub.incident (subject) WHERE state = 'open';
CREATE INDEX incident_state ON hub.incident (state, id);
CREATE INDEX incident_message ON hub.incident (message_id) WHERE message_id IS NOT NULL;

-- What happened to an incident, and what people said. what: opened, assigned, comment, approved,
-- corrected, told, closed.
CREATE TABLE hub.incident_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id bigint NOT NULL REFERENCES hub.incident,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  what text NOT NULL,
  text text NOT NULL
);
CREATE INDEX incident_entry_incident ON hub.incident_entry (incident_id, id);
REVOKE UPDATE, DELETE ON hub.incident_entry FROM landbridge_hub;
REVOKE DELETE ON hub.incident FROM landbridge_hub;

-- Whom to tell of incidents: by mail or by a signed webhook. config: secrets sealed.
CREATE TABLE hub.notice_channel (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL,
  config jsonb NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  since timestamptz NOT NULL,
  why text NOT NULL DEFAULT ''
);

-- Each incident is told once to each channel that was there when it opened.
CREATE TABLE hub.notice (
  incident_id bigint NOT NULL REFERENCES hub.incident,
  channel_id int NOT NULL REFERENCES hub.notice_channel ON DELETE CASCADE,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  why text NOT NULL DEFAULT '',
  PRIMARY KEY (incident_id, channel_id)
);
CREATE INDEX notice_due ON hub.notice (due_at) WHERE sent_at IS NULL;

-- What a source said there should be, and what there was, where these differ.
CREATE TABLE hub.control_total (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id int NOT NULL REFERENCES hub.endpoint,
  stream text NOT NULL,
  at timestamptz NOT NULL,
  announced_count int NOT NULL,
  arrived_count int NOT NULL,
  what text NOT NULL,
  settled_at timestamptz
);
CREATE INDEX control_total_open ON hub.control_total (endpoint_id, stream)
  WHERE settled_at IS NULL;

-- Payloads that are for one endpoint only: corrections that a person has approved.
CREATE TABLE hub.addressed (
  envelope_id bigint PRIMARY KEY,
  target_id int NOT NULL REFERENCES hub.endpoint
);
