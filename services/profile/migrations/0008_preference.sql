-- What a person wants to hear. Who never stored a preference has no row: version 0.
CREATE TABLE profile.preference (
    account_id uuid NOT NULL,
    language text,
    version bigint NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT preference_pkey PRIMARY KEY (account_id),
    CONSTRAINT preference_person_fkey FOREIGN KEY (account_id)
        REFERENCES profile.person (account_id) ON DELETE CASCADE,
    CONSTRAINT preference_language_known CHECK (language IN ('ru', 'en', 'pl')),
    CONSTRAINT preference_version_positive CHECK (version > 0)
);
