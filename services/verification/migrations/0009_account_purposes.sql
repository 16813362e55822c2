-- Codes recover access and confirm contacts of an account too. Older rows have one of the older
-- purposes: they are looked at by the next migration, which stops no writer.
ALTER TABLE verification.verification
  DROP CONSTRAINT verification_purpose_known,
  ADD CONSTRAINT verification_purpose_known
    CHECK (purpose IN ('REGISTRATION', 'OWNERSHIP', 'RECOVERY', 'CONTACT')) NOT VALID;
