-- What identity needs to follow a person's contacts. A contact without a time of its own recovers
-- access from when it was confirmed.
ALTER TABLE profile.person
    ADD COLUMN contacts_version bigint NOT NULL DEFAULT 1,
    ADD CONSTRAINT person_contacts_version_positive CHECK (contacts_version > 0) NOT VALID;

ALTER TABLE profile.contact_point
    ADD COLUMN recovery_time timestamptz,
    ADD CONSTRAINT contact_point_recovery_of_confirmed CHECK (
        state = 'CONFIRMED' OR recovery_time IS NULL
    ) NOT VALID;
