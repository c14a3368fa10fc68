CREATE SEQUENCE wms.work_order_number;

-- What a kit is made of. A change is a new version; a work order keeps the one it was opened with.
-- A version without lines: the kit is not made any more.
CREATE TABLE wms.bom (
  bom_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES wms.item,
  version int NOT NULL CHECK (version > 0),
  note text NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  UNIQUE (item_id, version)
);

-- quantity: for one kit, in uom as it was said; base_quantity: the same in base units.
CREATE TABLE wms.bom_line (
  bom_id bigint NOT NULL REFERENCES wms.bom,
  line int NOT NULL CHECK (line > 0),
  item_id bigint NOT NULL REFERENCES wms.item,
  quantity numeric NOT NULL CHECK (quantity > 0),
  uom text COLLATE "C" NOT NULL,
  base_quantity numeric NOT NULL CHECK (base_quantity > 0),
  PRIMARY KEY (bom_id, line),
  UNIQUE (bom_id, item_id)
);
CREATE INDEX bom_line_item ON wms.bom_line (item_id);

-- kind: `kit` makes kits, `unkit` takes them apart. quantity, made: kits.
CREATE TABLE wms.work_order (
  work_order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('kit', 'unkit')),
  item_id bigint NOT NULL REFERENCES wms.item,
  bom_id bigint NOT NULL REFERENCES wms.bom,
  quantity numeric NOT NULL CHECK (quantity > 0),
  made numeric NOT NULL DEFAULT 0 CHECK (made BETWEEN 0 AND quantity),
  station_id int NOT NULL REFERENCES wms.bin,
  lot text COLLATE "C" NOT NULL,
  expiry_on date,
  note text NOT NULL,
  priority int NOT NULL,
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  closed_at timestamptz,
  closed_by text NOT NULL DEFAULT '',
  outcome text COLLATE "C" NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'cancelled')),
  CHECK ((closed_at IS NULL) = (outcome = ''))
);
CREATE INDEX work_order_open ON wms.work_order (site_id, priority, work_order_id)
  WHERE closed_at IS NULL;

-- What goes in, and what comes out. each: for one kit. wanted, picked, used: over the whole order;
-- used of what comes out is what came.
CREATE TABLE wms.work_line (
  work_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  work_order_id bigint NOT NULL REFERENCES wms.work_order,
  line int NOT NULL CHECK (line > 0),
  item_id bigint NOT NULL REFERENCES wms.item,
  is_input boolean NOT NULL,
  each numeric NOT NULL CHECK (each > 0),
  wanted numeric NOT NULL CHECK (wanted > 0),
  picked numeric NOT NULL DEFAULT 0 CHECK (picked >= 0),
  used numeric NOT NULL DEFAULT 0 CHECK (used >= 0),
  UNIQUE (work_order_id, line),
  CHECK (NOT is_input OR used <= picked),
  CHECK (picked <= wanted)
);

CREATE TABLE wms.work_task (
  task_id bigint PRIMARY KEY REFERENCES wms.task,
  work_line_id bigint NOT NULL REFERENCES wms.work_line
);
CREATE INDEX work_task_line ON wms.work_task (work_line_id);

-- What stands at the station for an order, reserved for it.
CREATE TABLE wms.work_stock (
  work_stock_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  work_line_id bigint NOT NULL REFERENCES wms.work_line,
  lot text COLLATE "C" NOT NULL,
  serial text COLLATE "C" NOT NULL,
  quantity numeric NOT NULL CHECK (quantity >= 0),
  source_bin text COLLATE "C" NOT NULL,
  reservation_id bigint NOT NULL,
  picked_at timestamptz NOT NULL,
  picked_by text NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX work_stock_line ON wms.work_stock (work_line_id);

-- Kits made, or taken apart, at once; adjustment: what the office was told.
CREATE TABLE wms.work_made (
  work_made_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  work_order_id bigint NOT NULL REFERENCES wms.work_order,
  quantity numeric NOT NULL CHECK (quantity > 0),
  adjustment text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL
);
CREATE INDEX work_made_order ON wms.work_made (work_order_id);

-- What went in (is_input) and what came out of it, by lot and serial.
CREATE TABLE wms.work_used (
  work_made_id bigint NOT NULL REFERENCES wms.work_made,
  work_line_id bigint NOT NULL REFERENCES wms.work_line,
  is_input boolean NOT NULL,
  lot text COLLATE "C" NOT NULL,
  serial text COLLATE "C" NOT NULL,
  expiry_on date,
  quantity numeric NOT NULL CHECK (quantity > 0)
);
CREATE INDEX work_used_made ON wms.work_used (work_made_id);
