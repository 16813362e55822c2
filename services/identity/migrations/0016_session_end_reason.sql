-- Two more reasons for the end of a session. Older rows have one of the older reasons: they are looked
-- at by the next migration, which stops no writer.
ALTER TABLE identity.session
    DROP CONSTRAINT session_end_reason_known,
    ADD CONSTRAINT session_end_reason_known CHECK (
        end_reason IN (
            'REVOKED',
            'ALL_REVOKED',
            'TOKEN_REUSED',
            'PASSWORD_CHANGED',
            'PASSWORD_RESET',
            'ACCESS_ENDED'
        )
    ) NOT VALID;
