-- The logins of security design A, in the database that is connected. Applied by `manage.py set_up_database` as the
-- cluster's superuser; may be applied again. A login gets a password only when the session setting
-- portal.verifier_<login> holds one (already hashed: no plain password reaches the server's log).

DO $$
DECLARE
    login text;
    verifier text;
BEGIN
    FOREACH login IN ARRAY ARRAY['portal_audit', 'portal_ledger'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
            EXECUTE format('CREATE ROLE %I', login);
        END IF;
        EXECUTE format('ALTER ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', login);
    END LOOP;

    -- NOINHERIT: portal_app becomes portal_ro only when it says so (SET LOCAL ROLE, security design D).
    FOREACH login IN ARRAY ARRAY['portal_owner', 'portal_app', 'portal_ro', 'portal_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
            EXECUTE format('CREATE ROLE %I', login);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', login);
        verifier := current_setting('portal.verifier_' || login, true);
        IF verifier <> '' THEN
            EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
        END IF;
    END LOOP;
END
$$;

GRANT portal_ro TO portal_app;

-- The owner migrates and never serves the web. It is not a member of portal_audit or portal_ledger (decision 13).
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO portal_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_app, portal_ro, portal_backup', current_database());
END
$$;
-- The owner of a schema may drop whatever stands in it, the trail included: so it is the superuser, not portal_owner.
ALTER SCHEMA public OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO portal_owner;
GRANT USAGE ON SCHEMA public TO portal_app, portal_ro, portal_backup, portal_audit, portal_ledger;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What every table that the owner will make gives away. No TRUNCATE, no REFERENCES, no TRIGGER; nothing to portal_ro:
-- what auditors may read is an explicit decision (`manage.py grant_access`).
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO portal_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO portal_backup;
