-- A return is separate facts: authorised (return_line), received in a condition (return_item),
-- decided upon (its disposition). Money is no concern of the warehouse.
CREATE TABLE wms.return_order (
  return_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  number text COLLATE "C" NOT NULL CHECK (number <> ''),
  version bigint NOT NULL,
  site_id int NOT NULL REFERENCES wms.site,
  customer text COLLATE "C" NOT NULL,
  expected_on date,
  note text NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  closed_at timestamptz,
  UNIQUE (owner, number)
);
CREATE INDEX return_order_open ON wms.return_order (site_id, return_id) WHERE closed_at IS NULL;

CREATE TABLE wms.return_line (
  return_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  return_id bigint NOT NULL REFERENCES wms.return_order,
  line_id text COLLATE "C" NOT NULL CHECK (line_id <> ''),
  position int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  authorised numeric NOT NULL CHECK (authorised >= 0 AND authorised < 1e18),
  received numeric NOT NULL DEFAULT 0 CHECK (received >= 0),
  lot text NOT NULL,
  serials text[] NOT NULL,
  reason_code text NOT NULL,
  note text NOT NULL,
  UNIQUE (return_id, line_id)
);

CREATE SEQUENCE wms.return_receipt_number;

CREATE TABLE wms.return_receipt (
  return_receipt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  owner text COLLATE "C" NOT NULL,
  return_id bigint REFERENCES wms.return_order,
  customer text COLLATE "C" NOT NULL,
  bin text COLLATE "C" NOT NULL,
  told_version int NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  closed_at timestamptz,
  closed_by text,
  closes_return boolean NOT NULL DEFAULT false
);
CREATE INDEX return_receipt_order ON wms.return_receipt (return_id);
CREATE INDEX return_receipt_open ON wms.return_receipt (site_id) WHERE closed_at IS NULL;

CREATE TABLE wms.return_item (
  return_item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  return_receipt_id bigint NOT NULL REFERENCES wms.return_receipt,
  return_line_id bigint REFERENCES wms.return_line,
  item_id bigint NOT NULL REFERENCES wms.item,
  quantity numeric NOT NULL CHECK (quantity > 0),
  lot text COLLATE "C" NOT NULL,
  expiry_on date,
  serials text[] NOT NULL,
  condition text COLLATE "C" NOT NULL,
  disposition text COLLATE "C" NOT NULL DEFAULT '',
  reason_code text COLLATE "C" NOT NULL,
  note text NOT NULL,
  received_at timestamptz NOT NULL,
  received_by text NOT NULL,
  decided_at timestamptz,
  decided_by text,
  CHECK ((disposition = '') = (decided_at IS NULL))
);
CREATE INDEX return_item_receipt ON wms.return_item (return_receipt_id);
CREATE INDEX return_item_undecided ON wms.return_item (return_item_id) WHERE disposition = '';
