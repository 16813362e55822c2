ALTER TABLE verification.delivery
  VALIDATE CONSTRAINT delivery_disclosure_known;
