-- Pictures of goods that came back, as the one who counted them took them.
CREATE TABLE wms.return_photo (
  photo_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  return_item_id bigint NOT NULL REFERENCES wms.return_item,
  media_type text COLLATE "C" NOT NULL,
  width_px int NOT NULL,
  height_px int NOT NULL,
  content bytea NOT NULL,
  taken_at timestamptz NOT NULL,
  taken_by text NOT NULL
);
ALTER TABLE wms.return_photo ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX return_photo_item ON wms.return_photo (return_item_id, photo_id);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.return_photo FROM landbridge_wms;
