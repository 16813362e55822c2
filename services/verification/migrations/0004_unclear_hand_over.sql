-- How often a message was handed over without an answer, or its worker died: it may have gone out
-- each time, so that this is bounded.
ALTER TABLE verification.delivery
  ADD COLUMN unclear smallint NOT NULL DEFAULT 0,
  ADD CONSTRAINT delivery_unclear_counted CHECK (unclear >= 0);
