-- What always holds in the ledger, whoever writes: each entry stands where it may, a lot leaves only for what its source
-- allows, nothing is overdrawn, a transfer is whole. What breaks is told as JSON in the detail of the error; the
-- sentence for people is made from it (funding/ledger/refusals.py). May be applied again.

-- Each entry that may not be, and why. The triggers ask it of what is new, `manage.py ledger_verify` of everything.
CREATE OR REPLACE VIEW ledger_breach AS
SELECT entry.id AS entry, entry.transfer, entry.lot, source.id AS source, rule.id AS rule, why
FROM ledger_entry AS entry
JOIN ledger_transfer AS transfer ON transfer.id = entry.transfer
JOIN ledger_account AS account ON account.id = entry.account
LEFT JOIN ledger_lot AS lot ON lot.id = entry.lot
LEFT JOIN ledger_source AS source ON source.id = lot.source
LEFT JOIN LATERAL (
    -- A paper that came after the payment does not cover it.
    SELECT * FROM ledger_rule
    WHERE ledger_rule.source = lot.source AND from_on <= transfer.occurred_on
        AND ledger_rule.recorded_at <= transfer.recorded_at
    ORDER BY version DESC LIMIT 1
) AS rule ON true
CROSS JOIN LATERAL (SELECT CASE
    WHEN (account.kind IN ('outside', 'pool', 'spent')) <> (entry.lot IS NOT NULL) THEN 'misplaced'
    WHEN account.kind IN ('outside', 'pool') AND account.subject <> lot.source THEN 'misplaced'
    WHEN account.kind = 'spent' AND transfer.kind = 'payment'
        AND account.code <> 'spent:' || transfer.village || ':' || transfer.use THEN 'misplaced'
    WHEN account.kind = 'promised' AND transfer.village IS DISTINCT FROM account.subject THEN 'misplaced'
    WHEN transfer.kind = 'reversal' THEN CASE WHEN NOT EXISTS (
        SELECT FROM ledger_entry AS before
        WHERE before.transfer = transfer.reverses AND before.line = entry.line AND before.account = entry.account
            AND before.lot IS NOT DISTINCT FROM entry.lot AND before.amount = -entry.amount
        ) THEN 'misplaced' END
    WHEN (transfer.kind, account.kind, sign(entry.amount)) NOT IN (
        ('draw_down', 'outside', -1), ('draw_down', 'pool', 1),
        ('payment', 'pool', -1), ('payment', 'spent', 1), ('payment', 'commitment', -1), ('payment', 'promised', 1),
        ('commitment', 'commitment', 1), ('commitment', 'promised', -1),
        ('release', 'commitment', -1), ('release', 'promised', 1)) THEN 'misplaced'
    WHEN transfer.kind <> 'payment' OR account.kind <> 'pool' THEN NULL
    WHEN transfer.occurred_on < lot.received_on THEN 'not_arrived'
    WHEN rule.id IS NULL THEN 'no_rule'
    WHEN transfer.use <> ALL (rule.uses) THEN 'use'
    WHEN transfer.village <> source.village OR transfer.village <> ALL (rule.villages) THEN 'village'
    WHEN transfer.payee_class <> ALL (rule.payee_classes) THEN 'payee'
    WHEN transfer.occurred_on >= rule.until_on THEN 'over'
END AS why) AS judged
WHERE why IS NOT NULL;
ALTER VIEW ledger_breach OWNER TO portal_ledger;
REVOKE ALL ON ledger_breach FROM PUBLIC;
GRANT SELECT ON ledger_breach TO portal_owner, portal_app, portal_ro, portal_backup;

-- The special loan goes to its four uses alone (F3), bonds never to running costs (Budget Law, article 35). A later
-- version begins when it is known at the earliest: what was spent otherwise is not made good afterwards (F9).
CREATE OR REPLACE FUNCTION ledger_rule_is_lawful() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind CONSTANT text := (SELECT source.kind FROM public.ledger_source AS source WHERE source.id = NEW.source);
    newest public.ledger_rule;
BEGIN
    IF kind = 'loan' AND NOT NEW.uses <@ ARRAY['preliminary', 'compensation', 'housing', 'infrastructure'] THEN
        RAISE EXCEPTION '专项借款只能用于前期工作、征收补偿安置、安置住房建设和安置小区配套基础设施。请改选用途。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_loan_has_four_uses';
    END IF;
    IF kind = 'bond' AND 'recurrent' = ANY (NEW.uses) THEN
        RAISE EXCEPTION '专项债券资金不能用于经常性支出。请改选用途。依据：《预算法》第三十五条。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_bond_pays_no_running_costs';
    END IF;
    IF NOT NEW.uses <@ ARRAY['preliminary', 'compensation', 'housing', 'infrastructure', 'public_works', 'development',
        'recurrent'] OR NOT NEW.payee_classes <@ ARRAY['household', 'contractor', 'wages', 'service', 'other'] THEN
        RAISE EXCEPTION '用途或收款方类别不在规定的范围内。请重新选择。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_rule_is_of_known_words';
    END IF;
    SELECT * INTO newest FROM public.ledger_rule AS rule
    WHERE rule.source = NEW.source ORDER BY rule.version DESC LIMIT 1;
    IF NEW.version <> coalesce(newest.version, 0) + 1 THEN
        RAISE EXCEPTION '这个来源刚有其他同志登记了新的使用规定。请刷新页面，核对后再办。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_rule_version_follows';
    END IF;
    IF NEW.version > 1 AND NEW.from_on < greatest(
        newest.from_on, (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date
    ) THEN
        RAISE EXCEPTION '新的使用规定从登记当日起才能生效，不能补盖已经发生的支出。请改填生效日期。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_rule_is_not_made_afterwards';
    END IF;
    RETURN NEW;
END
$$;

-- The newest rule's ceiling is what the outside of its source may owe.
CREATE OR REPLACE FUNCTION ledger_rule_sets_ceiling() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.ledger_account AS account SET min_balance = -NEW.ceiling
    WHERE account.code = 'outside:' || NEW.source AND account.balance >= -NEW.ceiling;
    IF NOT FOUND THEN
        RAISE EXCEPTION '已到账的资金超过新的额度，暂不能登记。请核对额度。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_rule_ceiling_holds_what_arrived';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION ledger_ceiling_holds() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.ledger_headroom (village, is_demonstration, ceiling)
    VALUES (NEW.village, false, NEW.amount), (NEW.village, true, NEW.amount) ON CONFLICT DO NOTHING;
    UPDATE public.ledger_headroom AS room SET ceiling = NEW.amount WHERE room.village = NEW.village;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION ledger_refuse_breach() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    breach jsonb;
BEGIN
    SELECT jsonb_build_object(
        'why', found.why, 'source', source.id, 'name', source.name, 'kind', source.kind, 'lot', found.lot,
        'received_on', lot.received_on, 'use', transfer.use, 'payee_class', transfer.payee_class,
        'clause', rule.clause, 'until_on', rule.until_on)
    INTO breach
    FROM public.ledger_breach AS found
    JOIN public.ledger_transfer AS transfer ON transfer.id = found.transfer
    LEFT JOIN public.ledger_lot AS lot ON lot.id = found.lot
    LEFT JOIN public.ledger_source AS source ON source.id = found.source
    LEFT JOIN public.ledger_rule AS rule ON rule.id = found.rule
    WHERE found.entry = ANY (ARRAY(SELECT id FROM fresh)) ORDER BY found.entry LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '这笔资金不能这样使用。请核对来源和用途。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ledger_ring_fence', DETAIL = breach::text;
    END IF;
    RETURN NULL;
END
$$;

-- Balances by account and by lot, and how far the ceilings are used.
CREATE OR REPLACE FUNCTION ledger_apply_entries() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    short jsonb;
BEGIN
    SELECT jsonb_build_object('account', account.code, 'name', source.name,
        'missing', account.min_balance - account.balance - moved.amount)
    INTO short
    FROM (SELECT account, sum(amount) AS amount FROM fresh GROUP BY account) AS moved
    JOIN public.ledger_account AS account ON account.id = moved.account
    LEFT JOIN public.ledger_source AS source ON account.kind IN ('outside', 'pool') AND source.id = account.subject
    WHERE account.balance + moved.amount < account.min_balance ORDER BY account.id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '余额不足。请核对来源和金额。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ledger_no_overdraft', DETAIL = short::text;
    END IF;
    UPDATE public.ledger_account AS account SET balance = account.balance + moved.amount
    FROM (SELECT account, sum(amount) AS amount FROM fresh GROUP BY account) AS moved
    WHERE account.id = moved.account;

    INSERT INTO public.ledger_lot_balance (account, lot)
    SELECT DISTINCT entry.account, entry.lot
    FROM fresh AS entry JOIN public.ledger_account AS account ON account.id = entry.account
    WHERE account.kind IN ('pool', 'spent') AND NOT EXISTS (
        SELECT FROM public.ledger_lot_balance AS held WHERE held.account = entry.account AND held.lot = entry.lot);
    SELECT jsonb_build_object('account', account.code, 'name', source.name, 'lot', moved.lot,
        'missing', -held.amount - moved.amount)
    INTO short
    FROM (SELECT account, lot, sum(amount) AS amount FROM fresh GROUP BY account, lot) AS moved
    JOIN public.ledger_lot_balance AS held ON held.account = moved.account AND held.lot = moved.lot
    JOIN public.ledger_account AS account ON account.id = moved.account
    JOIN public.ledger_lot AS lot ON lot.id = moved.lot
    JOIN public.ledger_source AS source ON source.id = lot.source
    WHERE held.amount + moved.amount < 0 ORDER BY account.id, moved.lot LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '这一批资金余额不足。请核对来源和金额。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ledger_lot_is_not_overdrawn', DETAIL = short::text;
    END IF;
    UPDATE public.ledger_lot_balance AS held SET amount = held.amount + moved.amount
    FROM (SELECT account, lot, sum(amount) AS amount FROM fresh GROUP BY account, lot) AS moved
    WHERE held.account = moved.account AND held.lot = moved.lot;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION ledger_use_headroom() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved record;
    room public.ledger_headroom;
BEGIN
    FOR moved IN
        SELECT CASE account.kind WHEN 'spent' THEN account.subject ELSE source.village END AS village,
            source.is_demonstration,
            coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'spent'), 0)::bigint AS paid,
            coalesce(-sum(entry.amount) FILTER (WHERE account.kind = 'outside'), 0)::bigint AS received
        FROM fresh AS entry
        JOIN public.ledger_account AS account ON account.id = entry.account AND account.kind IN ('spent', 'outside')
        JOIN public.ledger_lot AS lot ON lot.id = entry.lot
        JOIN public.ledger_source AS source ON source.id = lot.source
        GROUP BY 1, 2 ORDER BY 1, 2
    LOOP
        SELECT * INTO room FROM public.ledger_headroom AS held
        WHERE held.village = moved.village AND held.is_demonstration = moved.is_demonstration FOR NO KEY UPDATE;
        CONTINUE WHEN NOT FOUND;
        IF room.paid + moved.paid > room.ceiling OR room.received + moved.received > room.ceiling THEN
            RAISE EXCEPTION '超出项目总投资。请核对金额。' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'ledger_ceiling_is_kept', DETAIL = jsonb_build_object(
                    'village', moved.village, 'ceiling', room.ceiling, 'over', greatest(
                        room.paid + moved.paid, room.received + moved.received) - room.ceiling)::text;
        END IF;
        UPDATE public.ledger_headroom AS held
        SET paid = held.paid + moved.paid, received = held.received + moved.received
        WHERE held.village = moved.village AND held.is_demonstration = moved.is_demonstration;
    END LOOP;
    RETURN NULL;
END
$$;

-- At commit: as many lines as were declared, nothing lost in all and in each lot, a reversal with every line.
CREATE OR REPLACE FUNCTION ledger_transfer_is_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one public.ledger_transfer;
    number CONSTANT bigint := CASE TG_TABLE_NAME WHEN 'ledger_entry'
        THEN (to_jsonb(NEW) ->> 'transfer')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END;
    found bigint;
    uneven bigint;
BEGIN
    SELECT * INTO one FROM public.ledger_transfer AS transfer WHERE transfer.id = number;
    SELECT coalesce(sum(part.lines), 0), count(*) FILTER (WHERE part.amount <> 0) INTO found, uneven
    FROM (
        SELECT count(*) AS lines, sum(entry.amount) AS amount
        FROM public.ledger_entry AS entry WHERE entry.transfer = number GROUP BY entry.lot
    ) AS part;
    IF found <> one.lines OR uneven > 0 OR one.lines <> coalesce(
        (SELECT before.lines FROM public.ledger_transfer AS before WHERE before.id = one.reverses), one.lines)
    THEN
        RAISE EXCEPTION '这笔资金的借贷双方不平，或者行数与申明的不同，没有登记。请重新办理。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_is_whole';
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    found text;
BEGIN
    FOREACH found IN ARRAY ARRAY[
        'ledger_stays', 'ledger_follows', 'ledger_rule_is_lawful', 'ledger_rule_sets_ceiling', 'ledger_ceiling_holds',
        'ledger_refuse_breach', 'ledger_apply_entries', 'ledger_use_headroom', 'ledger_transfer_is_whole'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %I() OWNER TO portal_ledger', found);
        EXECUTE format('REVOKE ALL ON FUNCTION %I() FROM PUBLIC', found);
    END LOOP;
    -- OR REPLACE is not to be had for constraint triggers.
    FOREACH found IN ARRAY ARRAY['ledger_entry', 'ledger_transfer'] LOOP
        IF NOT EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = found::regclass AND tgname = 'ledger_transfer_is_whole'
        ) THEN
            EXECUTE format(
                'CREATE CONSTRAINT TRIGGER ledger_transfer_is_whole AFTER INSERT ON %I DEFERRABLE INITIALLY DEFERRED'
                ' FOR EACH ROW EXECUTE FUNCTION ledger_transfer_is_whole()', found);
        END IF;
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER ledger_transfer_is_whole', found);
    END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER ledger_rule_is_lawful BEFORE INSERT ON ledger_rule
    FOR EACH ROW EXECUTE FUNCTION ledger_rule_is_lawful();
CREATE OR REPLACE TRIGGER ledger_rule_sets_ceiling AFTER INSERT ON ledger_rule
    FOR EACH ROW EXECUTE FUNCTION ledger_rule_sets_ceiling();
CREATE OR REPLACE TRIGGER ledger_ceiling_holds AFTER INSERT ON ledger_ceiling
    FOR EACH ROW EXECUTE FUNCTION ledger_ceiling_holds();
-- In the order of their names: what may not be is said before what there is too little of.
CREATE OR REPLACE TRIGGER ledger_1_ring_fence AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_breach();
CREATE OR REPLACE TRIGGER ledger_2_balances AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply_entries();
CREATE OR REPLACE TRIGGER ledger_3_headroom AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_use_headroom();
ALTER TABLE ledger_rule ENABLE ALWAYS TRIGGER ledger_rule_is_lawful;
ALTER TABLE ledger_rule ENABLE ALWAYS TRIGGER ledger_rule_sets_ceiling;
ALTER TABLE ledger_ceiling ENABLE ALWAYS TRIGGER ledger_ceiling_holds;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_1_ring_fence;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_2_balances;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_3_headroom;
