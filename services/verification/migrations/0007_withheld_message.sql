-- A withheld message is not sent and does not count for its destination: nobody is to learn which
-- destination it is.
ALTER TABLE verification.delivery
  DROP CONSTRAINT delivery_mode_known,
  ADD CONSTRAINT delivery_mode_known CHECK (mode IN ('SEND', 'SUPPRESS', 'WITHHOLD'));
