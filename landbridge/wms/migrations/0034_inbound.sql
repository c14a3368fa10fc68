-- Whether goods that an order waits for are reserved where they come in, instead of being stored.
ALTER TABLE wms.site_policy ADD COLUMN cross_dock boolean NOT NULL DEFAULT false;

-- Pictures of goods as they came. `content` was verified and rewritten before it is stored.
CREATE TABLE wms.receipt_photo (
  photo_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt_id bigint NOT NULL REFERENCES wms.receipt,
  receipt_line_id bigint REFERENCES wms.receipt_line,
  media_type text COLLATE "C" NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
  width_px int NOT NULL CHECK (width_px > 0),
  height_px int NOT NULL CHECK (height_px > 0),
  content bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 8388608),
  note text NOT NULL,
  taken_at timestamptz NOT NULL,
  taken_by text NOT NULL
);
ALTER TABLE wms.receipt_photo ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX receipt_photo_receipt ON wms.receipt_photo (receipt_id, photo_id);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.receipt_photo FROM landbridge_wms;
