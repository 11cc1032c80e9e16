-- What kind of world this database holds (real, demo, test), fixed when it is created, and the one clock (decision 27).
-- Both belong to the cluster's superuser, so that not even the owner of the portal's tables can change them.
-- Needs the session setting portal.world when the mark is not set yet.

CREATE TABLE IF NOT EXISTS portal_world (
    world text NOT NULL CONSTRAINT portal_world_is_known CHECK (world IN ('real', 'demo', 'test')),
    marked_at timestamptz NOT NULL DEFAULT now()
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM portal_world) THEN
        INSERT INTO portal_world (world) VALUES (current_setting('portal.world'));
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION portal_world_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the world of a database is fixed when it is created' USING ERRCODE = 'raise_exception';
END
$$;

CREATE OR REPLACE TRIGGER portal_world_stays
    BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON portal_world
    FOR EACH STATEMENT EXECUTE FUNCTION portal_world_stays();
ALTER TABLE portal_world ENABLE ALWAYS TRIGGER portal_world_stays;

REVOKE ALL ON portal_world FROM PUBLIC;
GRANT SELECT ON portal_world TO PUBLIC;

DO $$
DECLARE
    body text := 'SELECT now()';
BEGIN
    IF (SELECT world FROM portal_world) = 'test' THEN
        body := $body$
            SELECT least(
                now() + coalesce(nullif(current_setting('portal.clock_shift', true), ''), '0')::interval,
                nullif(current_setting('portal.played_at', true), '')::timestamptz)
        $body$;
    ELSIF (SELECT world FROM portal_world) = 'demo' THEN
        -- A past may be played there, never a future (docs/adr/0008).
        body := $body$
            SELECT least(now(), nullif(current_setting('portal.played_at', true), '')::timestamptz)
        $body$;
    END IF;
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS %L', body);
END
$$;
