-- A code counts once it is decided that it goes out (aim_time), and no more when verification refuses it
-- or the owner takes it back (cancel_time). Each known device has a budget of its own, by a keyed hash of
-- account and device. A device that is forgotten logs in like a new one, and still has that budget.
ALTER TABLE identity.recovery
    ADD COLUMN device_tag bytea,
    ADD COLUMN aim_time timestamptz,
    ADD COLUMN cancel_time timestamptz,
    ADD CONSTRAINT recovery_device_tag_length CHECK (octet_length(device_tag) = 16),
    ADD CONSTRAINT recovery_canceled_is_withheld
        CHECK (cancel_time IS NULL OR withheld OR verify_time IS NOT NULL);

UPDATE identity.recovery
SET aim_time = create_time
WHERE NOT withheld;

CREATE INDEX recovery_aim_time_idx ON identity.recovery (account_id, aim_time)
WHERE aim_time IS NOT NULL;

ALTER TABLE identity.known_device
    ADD COLUMN forgotten_time timestamptz;

CREATE INDEX known_device_forgotten_time_idx ON identity.known_device (forgotten_time)
WHERE forgotten_time IS NOT NULL;
