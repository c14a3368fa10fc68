CREATE TABLE wms.inbound_order (
  order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  number text COLLATE "C" NOT NULL CHECK (number <> ''),
  version bigint NOT NULL,
  site_id int NOT NULL REFERENCES wms.site,
  supplier text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  expected_on date,
  note text NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  closed_at timestamptz,
  UNIQUE (owner, number),
  CHECK (cancelled_at IS NULL OR closed_at IS NOT NULL)
);
CREATE INDEX inbound_order_open ON wms.inbound_order (site_id, order_id) WHERE closed_at IS NULL;

CREATE TABLE wms.inbound_line (
  inbound_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES wms.inbound_order,
  line_id text COLLATE "C" NOT NULL CHECK (line_id <> ''),
  position int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  uom text COLLATE "C" NOT NULL,
  expected numeric NOT NULL CHECK (expected >= 0 AND expected < 1e18),
  received numeric NOT NULL DEFAULT 0 CHECK (received >= 0),
  lot text NOT NULL,
  serials text[] NOT NULL,
  expiry_on date,
  lpn text NOT NULL,
  note text NOT NULL,
  UNIQUE (order_id, line_id)
);

CREATE SEQUENCE wms.receipt_number;

CREATE TABLE wms.receipt (
  receipt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  order_id bigint NOT NULL REFERENCES wms.inbound_order,
  bin text COLLATE "C" NOT NULL,
  delivery_note text NOT NULL,
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  closed_at timestamptz,
  closed_by text
);
CREATE INDEX receipt_order ON wms.receipt (order_id);
CREATE INDEX receipt_open ON wms.receipt (site_id) WHERE closed_at IS NULL;

CREATE TABLE wms.receipt_line (
  receipt_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt_id bigint NOT NULL REFERENCES wms.receipt,
  inbound_line_id bigint REFERENCES wms.inbound_line,
  item_id bigint NOT NULL REFERENCES wms.item,
  quantity numeric NOT NULL CHECK (quantity > 0),
  lot text COLLATE "C" NOT NULL,
  expiry_on date,
  serials text[] NOT NULL,
  lpn text COLLATE "C" NOT NULL,
  bin text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  reason_code text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  received_by text NOT NULL
);
CREATE INDEX receipt_line_receipt ON wms.receipt_line (receipt_id);

-- Work for people. A pick serves one order line, a putaway one receipt.
CREATE TABLE wms.task (
  task_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  site_id int NOT NULL REFERENCES wms.site,
  zone text COLLATE "C" NOT NULL,
  bin text COLLATE "C" NOT NULL,
  target_bin text COLLATE "C" NOT NULL DEFAULT '',
  suggestion text NOT NULL DEFAULT '',
  item_id bigint NOT NULL REFERENCES wms.item,
  lot text COLLATE "C" NOT NULL,
  serials text[] NOT NULL,
  status text COLLATE "C" NOT NULL,
  lpn text COLLATE "C" NOT NULL,
  quantity numeric NOT NULL CHECK (quantity > 0),
  done numeric NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND quantity),
  priority int NOT NULL,
  sequence int NOT NULL,
  order_id bigint,
  outbound_line_id bigint,
  receipt_id bigint REFERENCES wms.receipt,
  reservation_ids bigint[] NOT NULL DEFAULT '{}',
  claimed_by text NOT NULL DEFAULT '',
  claimed_until timestamptz,
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  outcome text COLLATE "C" NOT NULL DEFAULT ''
    CHECK ((closed_at IS NULL) = (outcome = '')),
  CHECK ((claimed_by = '') = (claimed_until IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX task_open ON wms.task (site_id, kind, priority, task_id) WHERE closed_at IS NULL;
CREATE INDEX task_claimed ON wms.task (claimed_by) WHERE closed_at IS NULL AND claimed_by <> '';
CREATE INDEX task_open_order ON wms.task (order_id, sequence)
  WHERE closed_at IS NULL AND order_id IS NOT NULL;
CREATE INDEX task_order ON wms.task (order_id, sequence) WHERE order_id IS NOT NULL;
CREATE INDEX task_receipt ON wms.task (receipt_id) WHERE receipt_id IS NOT NULL;
