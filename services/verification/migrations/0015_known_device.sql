-- Messages of concealed verifications that were asked for at known devices count apart from those
-- that strangers ask for.
ALTER TABLE verification.delivery
  ADD COLUMN known_device boolean NOT NULL DEFAULT false;
