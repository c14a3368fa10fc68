-- What the bridge learns about its endpoints, and how two of them compared.

-- Checks of an endpoint. A check with the same result as the one before only moves `last_at`, so
-- that a year of quiet minutes is one row.
CREATE TABLE hub.health_check (
  endpoint_id int NOT NULL REFERENCES hub.endpoint,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  checks_count int NOT NULL DEFAULT 1,
  ok boolean NOT NULL,
  text text NOT NULL,
  version text NOT NULL,
  needs_login boolean NOT NULL,
  took_ms int NOT NULL,  -- of the last check
  PRIMARY KEY (endpoint_id, first_at)
);

-- One comparison of two endpoints.  result: the differences with the documents that explain them.
CREATE TABLE hub.reconciliation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  left_id int NOT NULL REFERENCES hub.endpoint,
  right_id int NOT NULL REFERENCES hub.endpoint,
  subject text NOT NULL,
  site text NOT NULL,
  owner text NOT NULL,
  items jsonb NOT NULL,
  asked_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  rounds_count int NOT NULL,
  keys_count int NOT NULL,
  in_flight_count int NOT NULL,
  rejected_count int NOT NULL,
  unexplained_count int NOT NULL,
  agrees boolean NOT NULL,
  result jsonb NOT NULL
);
CREATE INDEX reconciliation_pair ON hub.reconciliation (left_id, right_id, id);

-- Lists of one kind of document, newest first, whatever else crossed since.
CREATE INDEX message_kind ON hub.message (kind, id);

-- When a lane carried its last document.
CREATE INDEX flow_minute_lane ON hub.flow_minute (source_id, kind, target_id, minute);

-- Dead letters, the oldest first.
CREATE INDEX held_since ON hub.held (since, message_id);

-- The doctor compares what was migrated with what is installed.
GRANT SELECT ON public.django_migrations TO landbridge_hub;

-- What people set aside: few, and a reconciliation asks for them.
CREATE INDEX closed_delivery_dismissed ON hub.closed_delivery (source_id, target_id)
  WHERE state = 'dismissed' AND asked_by <> '';
