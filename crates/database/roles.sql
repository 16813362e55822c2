-- Roles, schema and privileges of one service in the current database. Running it again repairs
-- what differs. It reads its parameters from settings of the transaction:
--   kabinet.service          name of the service and of its schema
--   kabinet.owner_password   optional password of <service>_owner, which migrates
--   kabinet.app_password     optional password of <service>_app, which reads and writes rows only
DO $roles$
DECLARE
    service CONSTANT text := current_setting('kabinet.service');
    owner_role CONSTANT text := service || '_owner';
    app_role CONSTANT text := service || '_app';
    owner_password CONSTANT text := coalesce(current_setting('kabinet.owner_password', true), '');
    app_password CONSTANT text := coalesce(current_setting('kabinet.app_password', true), '');
    role_attributes CONSTANT text :=
        'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
    role_name text;
BEGIN
    -- Two runs in one database would fail with "tuple concurrently updated".
    PERFORM set_config('lock_timeout', '30s', true);
    PERFORM pg_advisory_xact_lock(hashtext('kabinet.roles'));

    FOREACH role_name IN ARRAY ARRAY[owner_role, app_role] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', role_name, role_attributes);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                -- Roles belong to the whole cluster: another database made it meanwhile.
                NULL;
            END;
        END IF;
        IF EXISTS (
            SELECT FROM pg_roles
            WHERE rolname = role_name
              AND (NOT rolcanlogin OR rolsuper OR rolcreatedb OR rolcreaterole
                   OR rolreplication OR rolbypassrls)
        ) THEN
            EXECUTE format('ALTER ROLE %I %s', role_name, role_attributes);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role_name);
        EXECUTE format(
            'ALTER ROLE %I IN DATABASE %I SET search_path = %I',
            role_name, current_database(), service
        );
    END LOOP;

    IF owner_password <> '' THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', owner_role, owner_password);
    END IF;
    IF app_password <> '' THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', app_role, app_password);
    END IF;

    -- An administrator who is no superuser must be a member of the owner to act for it.
    IF NOT pg_has_role(current_user, owner_role, 'USAGE') THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', owner_role);
    END IF;

    IF to_regnamespace(quote_ident(service)) IS NULL THEN
        EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', service, owner_role);
    ELSIF (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = service) <> owner_role THEN
        EXECUTE format('ALTER SCHEMA %I OWNER TO %I', service, owner_role);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, app_role);
    EXECUTE format(
        'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I '
        'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
        owner_role, service, app_role
    );
    IF to_regnamespace('public') IS NOT NULL THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
END
$roles$;
