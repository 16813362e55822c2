-- Failed attempts of strangers get events of their own up to a ration a day. The others are counted,
-- and the next event carries the count: whoever guesses cannot make the chain grow at will.
ALTER TABLE identity.account
    ADD COLUMN failure_day date,
    -- Strangers' failed attempts of that day, listed or not.
    ADD COLUMN failures_of_day integer NOT NULL DEFAULT 0,
    -- Failed attempts so far that have no event of their own.
    ADD COLUMN unlisted_failures bigint NOT NULL DEFAULT 0;

-- Failed attempts before the event, from the account's first day, that have no event of their own.
ALTER TABLE identity.security_event
    ADD COLUMN unlisted_failures bigint NOT NULL DEFAULT 0;

-- Hash after an event. It covers the unlisted failures where there are any, so that events from
-- before they were counted still follow from one another.
CREATE FUNCTION identity.hash_after_event(
    hash_before bytea,
    event_sequence bigint,
    event_digest bytea,
    unlisted_failures bigint
) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(
    hash_before || int8send(event_sequence) || event_digest
    || CASE WHEN unlisted_failures > 0 THEN int8send(unlisted_failures) ELSE ''::bytea END
);
