-- No money moves untold: a transfer of the ledger is kept only with its entry in the trail, written in the same
-- transaction by the deed that it names. So a call of the ledger's functions that goes around the portal is refused at
-- commit, even one that pretends to be in a deed. May be applied again.
CREATE OR REPLACE FUNCTION audit_transfer_is_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.audit_entry AS entry
        WHERE entry.object = 'funding.transfer:' || NEW.id AND entry.deed = NEW.deed::text
            AND entry.xid = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'transfer % of the ledger has no entry in the trail', NEW.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION audit_transfer_is_told() OWNER TO portal_audit;
REVOKE ALL ON FUNCTION audit_transfer_is_told() FROM PUBLIC;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = 'ledger_transfer'::regclass AND tgname = 'ledger_transfer_is_told'
    ) THEN
        CREATE CONSTRAINT TRIGGER ledger_transfer_is_told AFTER INSERT ON ledger_transfer
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_transfer_is_told();
    END IF;
    ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_is_told;
END
$$;
