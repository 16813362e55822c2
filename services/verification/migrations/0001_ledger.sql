-- What happened to every verification, for good and without clear personal data: the subject is a
-- keyed tag, destinations and codes are not here.
CREATE TABLE verification.verification (
  id uuid NOT NULL,
  purpose text NOT NULL,
  caller text NOT NULL,
  -- Keyed HMAC of the subject; with record_key it finds the record in Redis.
  subject_tag bytea NOT NULL,
  record_key bytea NOT NULL,
  policy_version integer NOT NULL,
  state text NOT NULL,
  attempts smallint NOT NULL,
  create_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,
  end_time timestamptz,
  CONSTRAINT verification_pk PRIMARY KEY (id),
  CONSTRAINT verification_purpose_known CHECK (purpose IN ('REGISTRATION')),
  CONSTRAINT verification_state_known
    CHECK (state IN ('PENDING', 'APPROVED', 'EXPIRED', 'EXHAUSTED', 'CANCELED')),
  CONSTRAINT verification_end_has_time CHECK ((state = 'PENDING') = (end_time IS NULL)),
  CONSTRAINT verification_attempts_counted CHECK (attempts >= 0)
);

-- The settle sweeper's work list.
CREATE INDEX verification_pending ON verification.verification (expire_time)
  WHERE state = 'PENDING';

-- What the limits are built from again when Redis has lost them.
CREATE INDEX verification_create_time ON verification.verification (create_time);
CREATE INDEX verification_approved ON verification.verification (subject_tag, end_time)
  WHERE state = 'APPROVED';
