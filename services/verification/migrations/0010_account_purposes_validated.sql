ALTER TABLE verification.verification
  VALIDATE CONSTRAINT verification_purpose_known;
