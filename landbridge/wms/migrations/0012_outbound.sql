CREATE TABLE wms.outbound_order (
  order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  number text COLLATE "C" NOT NULL CHECK (number <> ''),
  version bigint NOT NULL,
  site_id int NOT NULL REFERENCES wms.site,
  customer text COLLATE "C" NOT NULL,
  ship_on date,
  carrier_code text NOT NULL,
  service_code text NOT NULL,
  priority int NOT NULL,
  ship_complete boolean NOT NULL,
  note text NOT NULL,
  content text NOT NULL,
  progress_count int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  closed_at timestamptz,
  UNIQUE (owner, number),
  CHECK (cancelled_at IS NULL OR closed_at IS NOT NULL)
) WITH (fillfactor = 85);
CREATE INDEX outbound_order_open ON wms.outbound_order (site_id, priority, order_id)
  WHERE closed_at IS NULL;

-- The ladder of a line (I6). wanted: the last version's target; ordered: what holds of it, given
-- what was done before it came. Columns that others are computed from change by operations only.
CREATE TABLE wms.outbound_line (
  outbound_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES wms.outbound_order,
  line_id text COLLATE "C" NOT NULL CHECK (line_id <> ''),
  position int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  uom text COLLATE "C" NOT NULL,
  wanted numeric NOT NULL CHECK (wanted >= 0 AND wanted < 1e18),
  ordered numeric NOT NULL,
  allocated numeric NOT NULL DEFAULT 0,
  released numeric NOT NULL DEFAULT 0,
  picked numeric NOT NULL DEFAULT 0,
  packed numeric NOT NULL DEFAULT 0,
  shipped numeric NOT NULL DEFAULT 0,
  short numeric NOT NULL DEFAULT 0,
  cancelled numeric NOT NULL DEFAULT 0,
  open numeric NOT NULL GENERATED ALWAYS AS (ordered - shipped - short - cancelled) STORED,
  waiting numeric NOT NULL GENERATED ALWAYS AS (ordered - allocated - short - cancelled) STORED,
  -- As a column, so that an update which does not flip it leaves the index alone.
  is_waiting boolean NOT NULL
    GENERATED ALWAYS AS (ordered - allocated - short - cancelled > 0) STORED,
  lot text COLLATE "C" NOT NULL,
  serials text[] NOT NULL,
  shelf_life_remaining_days_min int,
  short_reason text NOT NULL DEFAULT '',
  note text NOT NULL,
  UNIQUE (order_id, line_id),
  CONSTRAINT outbound_ladder CHECK (
    ordered >= allocated AND allocated >= released AND released >= picked
    AND picked >= packed AND packed >= shipped AND shipped >= 0
    AND short >= 0 AND cancelled >= 0
    AND allocated + short + cancelled <= ordered
  )
) WITH (fillfactor = 80);
CREATE INDEX outbound_line_waiting ON wms.outbound_line (item_id) WHERE is_waiting;

-- Nudges for the allocation: demand or stock of an item changed. Rows are eaten, not kept.
-- A run that ends in the middle of an item's lines leaves a row with where to go on.
CREATE TABLE wms.allocation_due (
  due_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL,
  item_id bigint NOT NULL,
  after_priority int NOT NULL DEFAULT -1,
  after_line_id bigint NOT NULL DEFAULT 0
);

-- Goods taken for a line. packed: how much of them is in a carton.
CREATE TABLE wms.pick (
  pick_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL REFERENCES wms.task,
  order_id bigint NOT NULL REFERENCES wms.outbound_order,
  outbound_line_id bigint NOT NULL REFERENCES wms.outbound_line,
  item_id bigint NOT NULL REFERENCES wms.item,
  quantity numeric NOT NULL CHECK (quantity > 0),
  packed numeric NOT NULL DEFAULT 0 CHECK (packed BETWEEN 0 AND quantity),
  lot text COLLATE "C" NOT NULL,
  serial text COLLATE "C" NOT NULL,
  source_bin text COLLATE "C" NOT NULL,
  bin text COLLATE "C" NOT NULL,
  picked_at timestamptz NOT NULL,
  picked_by text NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX pick_order ON wms.pick (order_id);

CREATE SEQUENCE wms.shipment_number;
CREATE SEQUENCE wms.sscc_serial;
CREATE SEQUENCE wms.adjustment_number;

CREATE TABLE wms.shipment (
  shipment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  order_id bigint NOT NULL REFERENCES wms.outbound_order,
  carrier_code text NOT NULL,
  service_code text NOT NULL,
  tracking_number text NOT NULL,
  closed boolean NOT NULL,
  shipped_at timestamptz NOT NULL,
  shipped_by text NOT NULL
);
CREATE INDEX shipment_order ON wms.shipment (order_id);

CREATE TABLE wms.carton (
  carton_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES wms.outbound_order,
  sscc text COLLATE "C" NOT NULL UNIQUE,
  bin text COLLATE "C" NOT NULL,
  package_type text NOT NULL,
  gross_weight_g numeric CHECK (gross_weight_g > 0),
  length_mm numeric CHECK (length_mm > 0),
  width_mm numeric CHECK (width_mm > 0),
  height_mm numeric CHECK (height_mm > 0),
  tracking_number text NOT NULL DEFAULT '',
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  closed_at timestamptz,
  closed_by text,
  shipment_id bigint REFERENCES wms.shipment
);
CREATE INDEX carton_order ON wms.carton (order_id);

CREATE TABLE wms.carton_line (
  carton_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  carton_id bigint NOT NULL REFERENCES wms.carton,
  pick_id bigint NOT NULL REFERENCES wms.pick,
  quantity numeric NOT NULL CHECK (quantity > 0)
);
CREATE INDEX carton_line_carton ON wms.carton_line (carton_id);
