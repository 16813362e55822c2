-- Who read which personal data, and why. The subject is an account, or a registration while there
-- is no account yet.
CREATE TABLE profile.access_log (
    subject_id uuid NOT NULL,
    access_id uuid NOT NULL,
    reader text NOT NULL,
    purpose text NOT NULL,
    fields text[] NOT NULL,
    trace_id text,
    access_time timestamptz NOT NULL,
    CONSTRAINT access_log_pkey PRIMARY KEY (subject_id, access_id),
    CONSTRAINT access_log_reader_length CHECK (octet_length(reader) BETWEEN 1 AND 128),
    CONSTRAINT access_log_purpose_known CHECK (
        purpose IN ('OWN_PROFILE', 'OWN_CONTACTS', 'CONFIRMATION', 'ACTIVATION')
    ),
    CONSTRAINT access_log_fields_named CHECK (
        cardinality(fields) > 0
        AND fields <@ ARRAY['personal_data', 'mobile', 'email']
    ),
    CONSTRAINT access_log_trace_id_length CHECK (octet_length(trace_id) = 32)
);

CREATE INDEX access_log_access_time_idx
    ON profile.access_log (access_time);
