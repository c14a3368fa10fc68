-- Cartons a site packs into; sizes are inner ones.
CREATE TABLE wms.carton_kind (
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  length_mm int NOT NULL CHECK (length_mm > 0),
  width_mm int NOT NULL CHECK (width_mm > 0),
  height_mm int NOT NULL CHECK (height_mm > 0),
  weight_max_g int CHECK (weight_max_g > 0),
  tare_g int NOT NULL DEFAULT 0 CHECK (tare_g >= 0),
  cost numeric CHECK (cost >= 0),
  active boolean NOT NULL DEFAULT true,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (site_id, code)
);

-- kind: code of a carton_kind, '' if none was chosen.  weight_waived_by: who took a carton although
-- it weighs something else than its content should.
ALTER TABLE wms.carton
  ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN expected_weight_g numeric,
  ADD COLUMN weight_waived_by text NOT NULL DEFAULT '';

CREATE SEQUENCE wms.load_number;
-- A truckload: what leaves together from one dock with one carrier.
CREATE TABLE wms.load (
  load_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  carrier_code text COLLATE "C" NOT NULL,
  dock text COLLATE "C" NOT NULL,
  vehicle text NOT NULL DEFAULT '',
  seal text NOT NULL DEFAULT '',
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  closed_at timestamptz,
  closed_by text NOT NULL DEFAULT ''
);
CREATE INDEX load_newest ON wms.load (site_id, load_id DESC);
CREATE TABLE wms.load_carton (
  carton_id bigint PRIMARY KEY REFERENCES wms.carton,
  load_id bigint NOT NULL REFERENCES wms.load,
  loaded_at timestamptz NOT NULL,
  loaded_by text NOT NULL
);
CREATE INDEX load_carton_load ON wms.load_carton (load_id);
