-- One answer per form or Idempotency-Key, for ever.
CREATE TABLE wms.form (
  key text COLLATE "C" PRIMARY KEY CHECK (key <> ''),
  operation text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,
  answer text,
  actor text NOT NULL,
  answered_at timestamptz NOT NULL
);
REVOKE DELETE, TRUNCATE ON wms.form FROM landbridge_wms;

-- Every version of a document that took effect, for ever: by its delivery's key and by itself.
CREATE TABLE wms.accepted (
  kind text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  key text COLLATE "C" NOT NULL UNIQUE,
  digest bytea NOT NULL,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (kind, owner, number, version)
);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.accepted FROM landbridge_wms;

CREATE TABLE wms.item (
  item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  version bigint NOT NULL,
  description text NOT NULL,
  base_uom text COLLATE "C" NOT NULL CHECK (base_uom <> ''),
  quantity_digits int NOT NULL CHECK (quantity_digits BETWEEN 0 AND 10),
  lot_controlled boolean NOT NULL,
  expiry_controlled boolean NOT NULL,
  serial_controlled boolean NOT NULL,
  shelf_life_days int,
  item_class text NOT NULL,
  temperature_class text NOT NULL,
  hazard_code text NOT NULL,
  active boolean NOT NULL,
  content text NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (owner, code)
);
CREATE INDEX item_code ON wms.item (upper(code));

CREATE TABLE wms.item_uom (
  item_id bigint NOT NULL REFERENCES wms.item,
  uom text COLLATE "C" NOT NULL CHECK (uom <> ''),
  numerator int NOT NULL CHECK (numerator > 0),
  denominator int NOT NULL CHECK (denominator > 0),
  pack_level text NOT NULL,
  length_mm numeric,
  width_mm numeric,
  height_mm numeric,
  gross_weight_g numeric,
  PRIMARY KEY (item_id, uom)
);

-- A GTIN of 8, 12 or 13 digits is kept as the 14 digits it stands for, so that each of its
-- writings finds it; `printed` is what stands on the goods.
CREATE TABLE wms.item_barcode (
  barcode text COLLATE "C" NOT NULL CHECK (barcode <> ''),
  item_id bigint NOT NULL,
  uom text COLLATE "C" NOT NULL,
  printed text NOT NULL,
  PRIMARY KEY (barcode, item_id, uom),
  FOREIGN KEY (item_id, uom) REFERENCES wms.item_uom ON DELETE CASCADE
);
CREATE INDEX item_barcode_item ON wms.item_barcode (item_id);

CREATE TABLE wms.party (
  party_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  version bigint NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL,
  gln text COLLATE "C" NOT NULL,
  shelf_life_remaining_days_min int,
  active boolean NOT NULL,
  content text NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (owner, code)
);

-- Numbers by which people and scanners ask for something; upper case, found by their beginning.
CREATE TABLE wms.known_number (
  number text COLLATE "C" NOT NULL CHECK (number <> ''),
  kind text COLLATE "C" NOT NULL,
  target_id bigint NOT NULL,
  meaning text COLLATE "C" NOT NULL,
  PRIMARY KEY (number, kind, target_id, meaning)
);
CREATE INDEX known_number_target ON wms.known_number (kind, target_id);

-- What a site decides for itself. No row: the defaults of master/rules.py.
CREATE TABLE wms.site_policy (
  site_id int PRIMARY KEY REFERENCES wms.site,
  gs1_company_prefix text COLLATE "C" NOT NULL DEFAULT ''
    CHECK (gs1_company_prefix ~ '^([0-9]{4,12})?$'),
  sscc_extension int NOT NULL DEFAULT 0 CHECK (sscc_extension BETWEEN 0 AND 9),
  over_receipt_percent numeric NOT NULL DEFAULT 0 CHECK (over_receipt_percent >= 0)
);
