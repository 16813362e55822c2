-- Every wrong code, so that the guesses of a subject stay counted when Redis has lost them.
CREATE TABLE verification.failed_guess (
  verification_id uuid NOT NULL,
  attempt smallint NOT NULL,
  subject_tag bytea NOT NULL,
  guess_time timestamptz NOT NULL,
  CONSTRAINT failed_guess_pk PRIMARY KEY (verification_id, attempt)
);

CREATE INDEX failed_guess_time ON verification.failed_guess (guess_time);
