-- The ledger's tables (security design E, decisions 13 and 16). They belong to portal_ledger, as whom nobody logs in and
-- of whom nobody is a member; the site reads them and calls the functions of 220. All sums are fen. May be applied again.

-- A source of money as far as the ring-fence needs it; the number is that of its row in funding_source.
-- "village": the source belongs to the pool of this village's project, and to no other.
CREATE TABLE IF NOT EXISTS ledger_source (
    id bigint PRIMARY KEY,
    name text NOT NULL CONSTRAINT ledger_source_has_a_name CHECK (btrim(name) <> ''),
    kind text NOT NULL CONSTRAINT ledger_source_kind_is_known
        CHECK (kind IN ('loan', 'bond', 'budget', 'state_firm', 'market', 'land')),
    village bigint,
    is_demonstration boolean NOT NULL,
    deed uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT portal_now()
);

-- What a source may be used for, by version: each is added with its day and its paper, and stays.
-- "villages" NULL: any; "until_on" is the first day on which nothing may leave any more; "ceiling": the most that may
-- arrive in all; "clause" is typed in by the office from the contract or its own rules.
CREATE TABLE IF NOT EXISTS ledger_rule (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source bigint NOT NULL REFERENCES ledger_source (id),
    version integer NOT NULL CONSTRAINT ledger_rule_counts_from_one CHECK (version >= 1),
    uses text[] NOT NULL CONSTRAINT ledger_rule_names_uses CHECK (cardinality(uses) > 0),
    villages bigint[] CONSTRAINT ledger_rule_names_villages CHECK (cardinality(villages) > 0),
    payee_classes text[] NOT NULL CONSTRAINT ledger_rule_names_payees CHECK (cardinality(payee_classes) > 0),
    from_on date NOT NULL,
    until_on date CONSTRAINT ledger_rule_ends_after_it_begins CHECK (until_on > from_on),
    ceiling bigint NOT NULL CONSTRAINT ledger_rule_ceiling_is_positive CHECK (ceiling > 0),
    clause text NOT NULL CONSTRAINT ledger_rule_names_its_clause CHECK (btrim(clause) <> ''),
    basis text NOT NULL CONSTRAINT ledger_rule_names_its_basis CHECK (btrim(basis) <> ''),
    created_by bigint,
    approved_by bigint,
    deed uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT portal_now(),
    CONSTRAINT ledger_rule_version_is_one UNIQUE (source, version),
    CONSTRAINT ledger_rule_takes_two CHECK (approved_by <> created_by)
);

-- What may be received for and paid out of the pool of one project: its approved total, by version.
CREATE TABLE IF NOT EXISTS ledger_ceiling (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    village bigint NOT NULL,
    amount bigint NOT NULL CONSTRAINT ledger_ceiling_is_positive CHECK (amount > 0),
    basis text NOT NULL CONSTRAINT ledger_ceiling_names_its_basis CHECK (btrim(basis) <> ''),
    deed uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT portal_now()
);
CREATE INDEX IF NOT EXISTS ledger_ceiling_of_village ON ledger_ceiling (village, id);

-- How far a ceiling is used, kept by triggers; real and demonstration sums never meet.
CREATE TABLE IF NOT EXISTS ledger_headroom (
    village bigint NOT NULL,
    is_demonstration boolean NOT NULL,
    ceiling bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    paid bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (village, is_demonstration),
    CONSTRAINT ledger_headroom_holds_received CHECK (received <= ceiling),
    CONSTRAINT ledger_headroom_holds_paid CHECK (paid <= ceiling)
);

-- outside:SOURCE  where money comes from; owes at most the ceiling of its rule
-- pool:SOURCE     the closed account of a source
-- spent:VILLAGE:USE  where money went
-- commitment:NUMBER  what is still to be paid of one commitment; promised:VILLAGE is its other side. Neither has lots.
CREATE TABLE IF NOT EXISTS ledger_account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL CONSTRAINT ledger_account_is_one UNIQUE
        CONSTRAINT ledger_account_code_is_known
        CHECK (code ~ '^((outside|pool|commitment|promised):[1-9][0-9]*|spent:[1-9][0-9]*:[a-z_]+)$'),
    kind text NOT NULL GENERATED ALWAYS AS (split_part(code, ':', 1)) STORED,
    subject bigint NOT NULL GENERATED ALWAYS AS (split_part(code, ':', 2)::bigint) STORED,
    balance bigint NOT NULL DEFAULT 0,
    min_balance bigint,
    CONSTRAINT ledger_no_overdraft CHECK (balance >= min_balance)
);
CREATE INDEX IF NOT EXISTS ledger_account_of_subject ON ledger_account (subject, kind);

-- "idem" is the key of the click: the same key with the same body is answered as the first time. "lines" is how many
-- entries it must have; "subject" what it was posted for, "funding.payment:17"; "deed" names its entry in the trail.
CREATE TABLE IF NOT EXISTS ledger_transfer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    idem uuid NOT NULL CONSTRAINT ledger_transfer_key_is_used_once UNIQUE,
    body_hash bytea NOT NULL CONSTRAINT ledger_transfer_hash_is_a_digest CHECK (octet_length(body_hash) = 32),
    kind text NOT NULL CONSTRAINT ledger_transfer_kind_is_known
        CHECK (kind IN ('draw_down', 'payment', 'commitment', 'release', 'reversal')),
    lines integer NOT NULL CONSTRAINT ledger_transfer_has_two_sides CHECK (lines >= 2),
    reverses bigint CONSTRAINT ledger_transfer_is_reversed_once UNIQUE REFERENCES ledger_transfer (id),
    use text CONSTRAINT ledger_use_is_known CHECK (use IN
        ('preliminary', 'compensation', 'housing', 'infrastructure', 'public_works', 'development', 'recurrent')),
    village bigint,
    payee_class text CONSTRAINT ledger_payee_class_is_known
        CHECK (payee_class IN ('household', 'contractor', 'wages', 'service', 'other')),
    occurred_on date NOT NULL,
    subject text NOT NULL DEFAULT '',
    created_by bigint,
    approved_by bigint,
    deed uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT portal_now(),
    CONSTRAINT ledger_transfer_reverses_as_its_kind_says CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CONSTRAINT ledger_payment_says_what_for CHECK (
        kind <> 'payment' OR (use IS NOT NULL AND village IS NOT NULL AND payee_class IS NOT NULL)),
    CONSTRAINT ledger_transfer_takes_two CHECK (approved_by <> created_by),
    CONSTRAINT ledger_money_moves_by_two CHECK (
        kind IN ('commitment', 'release') OR (created_by IS NOT NULL AND approved_by IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS ledger_transfer_of_subject ON ledger_transfer (subject);
CREATE INDEX IF NOT EXISTS ledger_transfer_in_time ON ledger_transfer (occurred_on, id);

-- A dated piece of a source as it arrived.
CREATE TABLE IF NOT EXISTS ledger_lot (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source bigint NOT NULL REFERENCES ledger_source (id),
    transfer bigint NOT NULL CONSTRAINT ledger_lot_arrives_once UNIQUE REFERENCES ledger_transfer (id),
    amount bigint NOT NULL CONSTRAINT ledger_lot_is_positive CHECK (amount > 0),
    received_on date NOT NULL,
    evidence text NOT NULL CONSTRAINT ledger_lot_has_evidence CHECK (btrim(evidence) <> '')
);
CREATE INDEX IF NOT EXISTS ledger_lot_of_source ON ledger_lot (source, received_on, id);

CREATE TABLE IF NOT EXISTS ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer bigint NOT NULL REFERENCES ledger_transfer (id),
    line integer NOT NULL,
    account bigint NOT NULL REFERENCES ledger_account (id),
    lot bigint REFERENCES ledger_lot (id),
    amount bigint NOT NULL CONSTRAINT ledger_entry_moves_something CHECK (amount <> 0),
    CONSTRAINT ledger_entry_line_is_one UNIQUE (transfer, line)
);
CREATE INDEX IF NOT EXISTS ledger_entry_of_lot ON ledger_entry (lot, id) WHERE lot IS NOT NULL;
CREATE INDEX IF NOT EXISTS ledger_entry_of_account ON ledger_entry (account, id);

-- What an account holds of each lot. Of accounts outside none is kept: they owe what was drawn.
CREATE TABLE IF NOT EXISTS ledger_lot_balance (
    account bigint NOT NULL REFERENCES ledger_account (id),
    lot bigint NOT NULL REFERENCES ledger_lot (id),
    amount bigint NOT NULL DEFAULT 0 CONSTRAINT ledger_lot_is_not_overdrawn CHECK (amount >= 0),
    PRIMARY KEY (account, lot)
);
CREATE INDEX IF NOT EXISTS ledger_lot_balance_of_lot ON ledger_lot_balance (lot);

CREATE OR REPLACE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added and stay as they are', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Balances follow the entries: what is not done by a trigger of the ledger is not done.
CREATE OR REPLACE FUNCTION ledger_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'rows of % follow the entries of the ledger', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    found text;
    stays CONSTANT text[] := ARRAY[
        'ledger_source', 'ledger_rule', 'ledger_ceiling', 'ledger_transfer', 'ledger_lot', 'ledger_entry'];
    follows CONSTANT text[] := ARRAY['ledger_account', 'ledger_lot_balance', 'ledger_headroom'];
BEGIN
    FOREACH found IN ARRAY stays || follows LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO portal_ledger', found);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER ledger_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            found, CASE WHEN found = ANY (stays) THEN 'ledger_stays' ELSE 'ledger_follows' END);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER ledger_stays', found);
        EXECUTE format(
            'REVOKE ALL ON %I FROM PUBLIC, portal_owner, portal_app, portal_ro, portal_backup, portal_audit', found);
        EXECUTE format('GRANT SELECT ON %I TO portal_owner, portal_app, portal_ro, portal_backup', found);
    END LOOP;
END
$$;
GRANT SELECT ON SEQUENCE ledger_rule_id_seq, ledger_ceiling_id_seq, ledger_account_id_seq, ledger_transfer_id_seq,
    ledger_lot_id_seq, ledger_entry_id_seq TO portal_backup;

-- Whoever is a member of portal_ledger could write as he likes.
DO $$
DECLARE
    insider text;
BEGIN
    FOR insider IN SELECT member::regrole FROM pg_auth_members WHERE roleid = 'portal_ledger'::regrole LOOP
        EXECUTE format('REVOKE portal_ledger FROM %s', insider);
    END LOOP;
END
$$;
