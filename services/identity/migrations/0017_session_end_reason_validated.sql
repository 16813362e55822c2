ALTER TABLE identity.session
    VALIDATE CONSTRAINT session_end_reason_known;
