-- A password that somebody else may know is void until a recovery sets a new one.
ALTER TABLE identity.account
    ADD COLUMN password_reset_required boolean NOT NULL DEFAULT false;
