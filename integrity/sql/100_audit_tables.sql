-- The audit trail's tables (security design B, decisions 10 and 13). They belong to portal_audit, as whom nobody logs
-- in and of whom nobody is a member; rows are added and never changed by anybody. May be applied again.

-- Three numbers are read out of the body by the database itself, so that they cannot say anything else than it does.
CREATE TABLE IF NOT EXISTS audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL
        CONSTRAINT audit_entry_is_an_ascii_object
        CHECK (json_typeof(body::json) = 'object' AND octet_length(body) = char_length(body)),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    object text NOT NULL GENERATED ALWAYS AS (body::json ->> 'object') STORED,
    deed text NOT NULL GENERATED ALWAYS AS (body::json ->> 'deed') STORED,
    scope bigint[] NOT NULL
        GENERATED ALWAYS AS (string_to_array(btrim(body::json ->> 'scope', '[]'), ',')::bigint[]) STORED
);
CREATE INDEX IF NOT EXISTS audit_entry_in_order ON audit_entry (xid, id);
CREATE INDEX IF NOT EXISTS audit_entry_of_object ON audit_entry (object, id);

-- The leaves of the RFC 6962 tree in their order. No foreign key: it would lock, and so rewrite, each sealed entry.
CREATE TABLE IF NOT EXISTS audit_leaf (
    idx bigint PRIMARY KEY CONSTRAINT audit_leaf_counts_from_zero CHECK (idx >= 0),
    entry_id bigint NOT NULL CONSTRAINT audit_leaf_is_of_one_entry UNIQUE,
    leaf bytea NOT NULL CONSTRAINT audit_leaf_is_a_digest CHECK (octet_length(leaf) = 32)
);

-- One row per batch: the roots of the full subtrees over the first "size" leaves, the largest first, so that the next
-- batch and the root cost what is new. All entries of transactions before "horizon" have their leaf; the number of the
-- cluster says whether the transactions of this database are still counted as they were.
CREATE TABLE IF NOT EXISTS audit_seal (
    size bigint PRIMARY KEY CONSTRAINT audit_seal_holds_leaves CHECK (size > 0),
    frontier bytea[] NOT NULL,
    horizon xid8 NOT NULL,
    cluster bigint NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS audit_key (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public bytea NOT NULL
        CONSTRAINT audit_key_is_known_once UNIQUE
        CONSTRAINT audit_key_is_ed25519 CHECK (octet_length(public) = 32),
    known_since timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS audit_checkpoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    note text NOT NULL
        CONSTRAINT audit_checkpoint_has_the_form
        CHECK (note ~ '^portal\.[0-9]{6}/audit\n[1-9][0-9]*\n[0-9a-f]{64}\n[0-9-]{10}T[0-9:]{8}Z\n$'),
    sig bytea NOT NULL CONSTRAINT audit_checkpoint_is_signed CHECK (octet_length(sig) = 64),
    key_id integer NOT NULL REFERENCES audit_key (id),
    size bigint NOT NULL GENERATED ALWAYS AS (split_part(note, E'\n', 2)::bigint) STORED,
    root text NOT NULL GENERATED ALWAYS AS (split_part(note, E'\n', 3)) STORED,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS audit_checkpoint_of_size ON audit_checkpoint (size);

CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added and stay as they are', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
ALTER FUNCTION audit_stays() OWNER TO portal_audit;
REVOKE ALL ON FUNCTION audit_stays() FROM PUBLIC;

DO $$
DECLARE
    found text;
BEGIN
    FOREACH found IN ARRAY ARRAY['audit_entry', 'audit_leaf', 'audit_seal', 'audit_key', 'audit_checkpoint'] LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO portal_audit', found);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()', found);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_stays', found);
        EXECUTE format(
            'REVOKE ALL ON %I FROM PUBLIC, portal_owner, portal_app, portal_ro, portal_backup, portal_ledger', found);
        EXECUTE format('GRANT SELECT ON %I TO portal_owner, portal_app, portal_ro, portal_backup', found);
    END LOOP;
END
$$;
-- The body and nothing else: number and transaction are the database's.
GRANT INSERT (body) ON audit_entry TO portal_app, portal_ro;
GRANT SELECT ON SEQUENCE audit_entry_id_seq, audit_key_id_seq, audit_checkpoint_id_seq TO portal_backup;

-- Whoever is a member of portal_audit could do all of this away.
DO $$
DECLARE
    insider text;
BEGIN
    FOR insider IN SELECT member::regrole FROM pg_auth_members WHERE roleid = 'portal_audit'::regrole LOOP
        EXECUTE format('REVOKE portal_audit FROM %s', insider);
    END LOOP;
END
$$;
