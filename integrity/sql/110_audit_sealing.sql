-- Sealing: each committed entry gets the next leaf, once (decision 10). Leaves, seals and checkpoints are written by
-- these functions of portal_audit alone, so that the site cannot write a leaf of something else. They look for names in
-- pg_catalog only, where nobody can put others of the same name. May be applied again.

-- The RFC 6962 root over full subtrees, the largest first.
CREATE OR REPLACE FUNCTION audit_root(frontier bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog AS $$
DECLARE
    root bytea := frontier[cardinality(frontier)];
BEGIN
    FOR place IN REVERSE cardinality(frontier) - 1 .. 1 LOOP
        root := sha256('\x01'::bytea || frontier[place] || root);
    END LOOP;
    RETURN coalesce(root, sha256(''::bytea));
END
$$;

-- Gives up to "most" entries their leaves; how many got one, NULL when somebody else is sealing and "waits" is false.
--
-- An entry may be sealed when every transaction that began before its own has ended: what is visible then never
-- changes, and nothing can come in before it. In a database that was restored into another cluster the old numbers of
-- transactions say nothing, so everything that lies there is sealed once, whatever its number.
CREATE OR REPLACE FUNCTION audit_seal_entries(most integer, waits boolean) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    one_sealer_at_a_time CONSTANT bigint := 7620140;
    here CONSTANT bigint := (SELECT system_identifier FROM pg_control_system());
    before public.audit_seal;
    was_moved boolean;
    since xid8;
    horizon xid8;
    reached xid8;
    start bigint;
    total bigint;
    stack bytea[];
    node bytea;
    pairs bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'sealing needs to see what others have just sealed: use READ COMMITTED';
    END IF;
    IF waits THEN
        PERFORM pg_advisory_xact_lock(one_sealer_at_a_time);
    ELSIF NOT pg_try_advisory_xact_lock(one_sealer_at_a_time) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO before FROM public.audit_seal ORDER BY size DESC LIMIT 1;
    was_moved := before.cluster IS NOT NULL AND before.cluster <> here;
    since := CASE WHEN before.cluster = here THEN before.horizon ELSE '0' END;
    start := coalesce(before.size, 0);
    -- Each later statement sees at least as much as this one: all transactions before the horizon have ended.
    horizon := pg_snapshot_xmin(pg_current_snapshot());

    INSERT INTO public.audit_leaf (idx, entry_id, leaf)
    SELECT start + row_number() OVER (ORDER BY xid, id) - 1, id, sha256('\x00'::bytea || convert_to(body, 'UTF8'))
    FROM (
        SELECT id, xid, body FROM public.audit_entry AS entry
        WHERE xid >= since
            AND (xid < horizon OR (was_moved AND xid >= pg_snapshot_xmax(pg_current_snapshot())))
            AND NOT EXISTS (SELECT FROM public.audit_leaf WHERE entry_id = entry.id)
        ORDER BY xid, id
        LIMIT CASE WHEN was_moved THEN NULL ELSE most END
    ) AS fresh;

    total := start;
    stack := coalesce(before.frontier, '{}');
    FOR node IN SELECT leaf FROM public.audit_leaf WHERE idx >= start ORDER BY idx LOOP
        pairs := total;
        WHILE pairs & 1 = 1 LOOP
            node := sha256('\x01'::bytea || stack[cardinality(stack)] || node);
            stack := stack[:cardinality(stack) - 1];
            pairs := pairs >> 1;
        END LOOP;
        stack := stack || node;
        total := total + 1;
    END LOOP;
    IF total = start THEN
        RETURN 0;
    END IF;
    IF NOT was_moved AND total - start = most THEN
        -- There may be more before the horizon: the next batch begins where this one ended.
        SELECT xid INTO reached FROM public.audit_entry
        WHERE id = (SELECT entry_id FROM public.audit_leaf WHERE idx = total - 1);
        horizon := reached;
    END IF;
    INSERT INTO public.audit_seal (size, frontier, horizon, cluster) VALUES (total, stack, horizon, here);
    RETURN total - start;
END
$$;

-- Keeps a signed checkpoint; refused when its root is not the one of a seal of that size. Whether the signature is
-- right is for those to judge who hold the public key.
CREATE OR REPLACE FUNCTION audit_keep_checkpoint(signed text, signature bytea, public_key bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept bigint;
    signer integer;
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.audit_seal
        WHERE size = split_part(signed, E'\n', 2)::bigint
            AND encode(public.audit_root(frontier), 'hex') = split_part(signed, E'\n', 3)
    ) THEN
        RAISE EXCEPTION 'no seal has this size and root' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.audit_key (public) VALUES (public_key) ON CONFLICT (public) DO NOTHING;
    SELECT id INTO signer FROM public.audit_key WHERE public = public_key;
    INSERT INTO public.audit_checkpoint (note, sig, key_id) VALUES (signed, signature, signer) RETURNING id INTO kept;
    RETURN kept;
END
$$;

ALTER FUNCTION audit_root(bytea[]) OWNER TO portal_audit;
ALTER FUNCTION audit_seal_entries(integer, boolean) OWNER TO portal_audit;
ALTER FUNCTION audit_keep_checkpoint(text, bytea, bytea) OWNER TO portal_audit;
REVOKE ALL ON FUNCTION audit_root(bytea[]), audit_seal_entries(integer, boolean),
    audit_keep_checkpoint(text, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_root(bytea[]), audit_seal_entries(integer, boolean),
    audit_keep_checkpoint(text, bytea, bytea) TO portal_app;
GRANT EXECUTE ON FUNCTION audit_root(bytea[]) TO portal_ro, portal_owner, portal_backup;
