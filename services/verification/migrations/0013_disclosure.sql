-- Messages of open and of concealed verifications count apart for their destination. An older row,
-- or one of a version that does not say, counts for both. Rows are looked at by the next migration,
-- which stops no writer.
ALTER TABLE verification.delivery
  ADD COLUMN disclosure text,
  ADD CONSTRAINT delivery_disclosure_known
    CHECK (disclosure IN ('OPEN', 'CONCEALED')) NOT VALID;
