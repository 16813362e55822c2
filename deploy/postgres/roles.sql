-- Roles, schemas and privileges of the four services, in the database that psql is connected to.
-- Running it again repairs what differs. It sets no password: see README.md.
\set ON_ERROR_STOP on

BEGIN;
SET LOCAL kabinet.service = 'identity';
\ir ../../crates/database/roles.sql
COMMIT;

BEGIN;
SET LOCAL kabinet.service = 'profile';
\ir ../../crates/database/roles.sql
COMMIT;

BEGIN;
SET LOCAL kabinet.service = 'subscriptions';
\ir ../../crates/database/roles.sql
COMMIT;

BEGIN;
SET LOCAL kabinet.service = 'verification';
\ir ../../crates/database/roles.sql
COMMIT;
