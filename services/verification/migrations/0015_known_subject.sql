-- Messages of concealed verifications of known subjects count apart from those that strangers ask
-- for.
ALTER TABLE verification.delivery
  ADD COLUMN known_subject boolean NOT NULL DEFAULT false;
