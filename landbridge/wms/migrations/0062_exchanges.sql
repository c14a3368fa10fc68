-- Prices of items: for packing lists, and what is declared at a border. Per `uom`.
CREATE TABLE wms.item_price (
  item_id bigint PRIMARY KEY REFERENCES wms.item,
  version bigint NOT NULL,
  uom text COLLATE "C" NOT NULL,
  list_amount numeric,
  list_currency text COLLATE "C" NOT NULL,
  customs_amount numeric,
  customs_currency text COLLATE "C" NOT NULL,
  commodity_code text NOT NULL,
  country_of_origin text NOT NULL,
  valid_from date,
  changed_at timestamptz NOT NULL
);

-- What suppliers said they have sent for an inbound order; `content` is the whole notice.
CREATE TABLE wms.notice (
  notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  number text COLLATE "C" NOT NULL CHECK (number <> ''),
  version bigint NOT NULL,
  order_id bigint NOT NULL REFERENCES wms.inbound_order,
  cancelled boolean NOT NULL,
  content text NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (owner, number)
);
CREATE INDEX notice_order ON wms.notice (order_id);

-- A transfer is one order out at its source and one order in at its target, where they are ours.
CREATE TABLE wms.transfer (
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  source_site text COLLATE "C" NOT NULL,
  target_site text COLLATE "C" NOT NULL,
  content text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (owner, number)
);
