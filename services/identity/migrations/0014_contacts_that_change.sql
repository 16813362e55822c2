-- Contacts follow what profile tells of them: a replaced one logs nobody in and recovers access for a
-- while, and the one that replaces it does so from then on. Without times a contact recovers access
-- at any time: it was confirmed at registration.
ALTER TABLE identity.login_identifier
    ADD COLUMN logs_in boolean NOT NULL DEFAULT true,
    ADD COLUMN recovery_start_time timestamptz,
    ADD COLUMN recovery_end_time timestamptz;

ALTER TABLE identity.account
    ADD COLUMN contacts_version bigint NOT NULL DEFAULT 0;
