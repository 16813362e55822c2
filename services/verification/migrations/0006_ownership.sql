-- Codes prove ownership too.
ALTER TABLE verification.verification
  DROP CONSTRAINT verification_purpose_known,
  ADD CONSTRAINT verification_purpose_known CHECK (purpose IN ('REGISTRATION', 'OWNERSHIP'));
