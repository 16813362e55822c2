-- Codes that go to a contact of the person's own count apart from those that strangers ask for.
ALTER TABLE subscriptions.challenge
    ADD COLUMN known_subject boolean NOT NULL DEFAULT false;
