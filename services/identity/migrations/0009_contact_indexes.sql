-- The contacts of a registration under every live index key: one that logs in an account already is
-- recognised whichever key its index was made with.
ALTER TABLE identity.registration
    ALTER COLUMN mobile_index TYPE bytea[]
        USING CASE WHEN mobile_index IS NOT NULL THEN ARRAY[mobile_index] END,
    ALTER COLUMN email_index TYPE bytea[]
        USING CASE WHEN email_index IS NOT NULL THEN ARRAY[email_index] END;

ALTER TABLE identity.registration RENAME COLUMN mobile_index TO mobile_indexes;
ALTER TABLE identity.registration RENAME COLUMN email_index TO email_indexes;
