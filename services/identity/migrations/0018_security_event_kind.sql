-- Events of recoveries and of contacts that change. Older rows have one of the older kinds: they are
-- looked at by the next migration, which stops no writer.
ALTER TABLE identity.security_event
    DROP CONSTRAINT security_event_kind_known,
    ADD CONSTRAINT security_event_kind_known CHECK (
        kind IN (
            'ACCOUNT_CREATED',
            'LOGIN_SUCCEEDED',
            'LOGIN_FAILED',
            'SESSION_REVOKED',
            'ALL_SESSIONS_REVOKED',
            'REFRESH_TOKEN_REUSED',
            'PASSWORD_CHANGED',
            'REAUTHENTICATED',
            'RECOVERY_STARTED',
            'PASSWORD_RESET',
            'RECOVERY_CANCELED',
            'NOT_ME_REPORTED',
            'CONTACT_CHANGE_UNDONE',
            'LOGIN_CONTACTS_CHANGED',
            'LOGIN_REMINDED'
        )
    ) NOT VALID;
