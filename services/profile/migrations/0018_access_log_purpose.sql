-- Another reason to read: subscriptions tells an owner from strangers. Older rows have one of the older
-- reasons: they are looked at by the next migration, which stops no writer.
ALTER TABLE profile.access_log
    DROP CONSTRAINT access_log_purpose_known,
    ADD CONSTRAINT access_log_purpose_known CHECK (
        purpose IN (
            'OWN_PROFILE',
            'OWN_CONTACTS',
            'CONFIRMATION',
            'ACTIVATION',
            'CORRECTION',
            'NOTICE',
            'CONTACT_CHANGE',
            'LOGIN_CONTACTS',
            'RECOVERY',
            'OWNERSHIP',
            'MATCH'
        )
    ) NOT VALID;
