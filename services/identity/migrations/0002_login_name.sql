-- Who holds a login name: one UNIQUE decides between registrations and accounts alike. The key is a
-- keyed hash of the normalised name.
CREATE TABLE identity.login_name (
    login_key bytea NOT NULL,
    holder text NOT NULL,
    holder_id uuid NOT NULL,
    expire_time timestamptz,
    CONSTRAINT login_name_pkey PRIMARY KEY (login_key),
    CONSTRAINT login_name_key_length CHECK (octet_length(login_key) = 32),
    CONSTRAINT login_name_holder_known CHECK (holder IN ('REGISTRATION', 'ACCOUNT')),
    CONSTRAINT login_name_reservation_expires
        CHECK ((holder = 'REGISTRATION') = (expire_time IS NOT NULL))
);
