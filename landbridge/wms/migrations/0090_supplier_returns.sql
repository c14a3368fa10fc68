-- Goods that came back and were decided to go on to their supplier, and the parcels they left with.
CREATE SEQUENCE wms.supplier_return_number;

CREATE TABLE wms.supplier_return (
  supplier_return_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  owner text COLLATE "C" NOT NULL,
  supplier text COLLATE "C" NOT NULL CHECK (supplier <> ''),
  carrier_code text NOT NULL,
  tracking_number text NOT NULL,
  note text NOT NULL,
  sent_at timestamptz NOT NULL,
  sent_by text NOT NULL
);

ALTER TABLE wms.return_item
  ADD COLUMN supplier_return_id bigint REFERENCES wms.supplier_return,
  ADD CHECK (supplier_return_id IS NULL OR disposition = 'vendor_return');
CREATE INDEX return_item_sent_back ON wms.return_item (supplier_return_id)
  WHERE supplier_return_id IS NOT NULL;
CREATE INDEX return_item_to_send ON wms.return_item (return_item_id)
  WHERE disposition = 'vendor_return' AND supplier_return_id IS NULL;
