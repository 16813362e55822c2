-- Two more reasons to read: a person corrects their data, and a notice is sent to them. Older rows
-- have one of the older reasons: they are looked at by the next migration, which stops no writer.
ALTER TABLE profile.access_log
    DROP CONSTRAINT access_log_purpose_known,
    ADD CONSTRAINT access_log_purpose_known CHECK (
        purpose IN (
            'OWN_PROFILE',
            'OWN_CONTACTS',
            'CONFIRMATION',
            'ACTIVATION',
            'CORRECTION',
            'NOTICE'
        )
    ) NOT VALID;
