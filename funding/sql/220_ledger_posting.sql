-- The only ways to write the ledger (decision 16): functions of portal_ledger, called inside a deed, with names looked up
-- in pg_catalog only. Accounts are locked in the order of their numbers; a key that is known is answered as the first
-- time when it brings the same body, and refused when it brings another. May be applied again.

-- The deed that is running; money is moved inside one only, so that the trail names who did it.
CREATE OR REPLACE FUNCTION ledger_deed() RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
    IF coalesce(current_setting('portal.deed', true), '') = '' THEN
        RAISE EXCEPTION 'the ledger is written inside a deed only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN current_setting('portal.deed')::uuid;
END
$$;

-- Opens what is missing of these accounts and locks all of them. The closed accounts of sources open with the source.
CREATE OR REPLACE FUNCTION ledger_lock(codes text[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.ledger_account (code, min_balance)
    SELECT DISTINCT given.code, CASE WHEN given.code NOT LIKE 'promised:%' THEN 0 END
    FROM unnest(codes) AS given (code)
    WHERE given.code NOT LIKE 'outside:%' AND given.code NOT LIKE 'pool:%'
        AND NOT EXISTS (SELECT FROM public.ledger_account AS account WHERE account.code = given.code)
    ORDER BY given.code
    ON CONFLICT DO NOTHING;
    PERFORM FROM public.ledger_account AS account WHERE account.code = ANY (codes) ORDER BY account.id
    FOR NO KEY UPDATE;
END
$$;

-- The transfer that this key was answered with; NULL when the key is new. Asked after the locks are held.
CREATE OR REPLACE FUNCTION ledger_answered(key uuid, body jsonb) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known public.ledger_transfer;
BEGIN
    SELECT * INTO known FROM public.ledger_transfer AS transfer WHERE transfer.idem = key;
    IF known.id IS NOT NULL AND known.body_hash <> sha256(convert_to(body::text, 'UTF8')) THEN
        RAISE EXCEPTION '这个办理编号已经用于另一笔资金。请刷新页面后重新办理。'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_transfer_key_is_of_one_body';
    END IF;
    RETURN known.id;
END
$$;

-- Writes a transfer with its lines ([{"account": code, "lot": number, "amount": fen}]); NULL when the key came in
-- meanwhile from a call with other accounts.
CREATE OR REPLACE FUNCTION ledger_write(
    key uuid, body jsonb, what text, lines jsonb, purpose jsonb, made_by bigint, agreed_by bigint, undone bigint
) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO public.ledger_transfer (
        idem, body_hash, kind, lines, reverses, use, village, payee_class, occurred_on, subject, created_by, approved_by,
        deed)
    VALUES (
        key, sha256(convert_to(body::text, 'UTF8')), what, jsonb_array_length(lines), undone, purpose ->> 'use',
        (purpose ->> 'village')::bigint, purpose ->> 'payee_class', (purpose ->> 'occurred_on')::date,
        coalesce(purpose ->> 'subject', ''), made_by, agreed_by, public.ledger_deed())
    ON CONFLICT (idem) DO NOTHING RETURNING id INTO written;
    IF written IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.ledger_entry (transfer, line, account, lot, amount)
    SELECT written, given.place, account.id, (given.line ->> 'lot')::bigint, (given.line ->> 'amount')::bigint
    FROM jsonb_array_elements(lines) WITH ORDINALITY AS given (line, place)
    LEFT JOIN public.ledger_account AS account ON account.code = given.line ->> 'account'
    ORDER BY given.place;
    RETURN written;
END
$$;

-- Posts lines as they are given, lots named. Kinds: payment, commitment, release.
CREATE OR REPLACE FUNCTION ledger_post(
    key uuid, what text, lines jsonb, purpose jsonb, made_by bigint, agreed_by bigint,
    OUT transfer bigint, OUT is_replay boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body CONSTANT jsonb := jsonb_build_array('post', what, lines, purpose, made_by, agreed_by);
BEGIN
    IF what NOT IN ('payment', 'commitment', 'release') THEN
        RAISE EXCEPTION 'a transfer of kind % is not posted by itself', what USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.ledger_lock(ARRAY(SELECT line ->> 'account' FROM jsonb_array_elements(lines) AS line));
    transfer := public.ledger_answered(key, body);
    is_replay := transfer IS NOT NULL;
    IF NOT is_replay THEN
        transfer := public.ledger_write(key, body, what, lines, purpose, made_by, agreed_by, NULL);
    END IF;
    IF transfer IS NULL THEN
        transfer := public.ledger_answered(key, body);
        is_replay := true;
    END IF;
END
$$;

-- A payment: from each source ("draws": [{"source": number, "amount": fen}], each source once) the oldest lots first, to
-- the use that "purpose" names; what it settles of commitments ([{"commitment": number, "amount": fen}]) is released.
CREATE OR REPLACE FUNCTION ledger_pay(
    key uuid, draws jsonb, commitments jsonb, purpose jsonb, made_by bigint, agreed_by bigint,
    OUT transfer bigint, OUT is_replay boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body CONSTANT jsonb := jsonb_build_array('pay', draws, commitments, purpose, made_by, agreed_by);
    spent CONSTANT text := concat('spent:', purpose ->> 'village', ':', purpose ->> 'use');
    promised CONSTANT text := concat('promised:', purpose ->> 'village');
    settles CONSTANT boolean := jsonb_array_length(commitments) > 0;
    taken jsonb;
    lines jsonb;
    short jsonb;
BEGIN
    PERFORM public.ledger_lock(
        ARRAY(SELECT 'pool:' || (draw ->> 'source') FROM jsonb_array_elements(draws) AS draw)
        || ARRAY(SELECT 'commitment:' || (one ->> 'commitment') FROM jsonb_array_elements(commitments) AS one)
        || spent || CASE WHEN settles THEN ARRAY[promised] ELSE '{}' END);
    transfer := public.ledger_answered(key, body);
    is_replay := transfer IS NOT NULL;
    IF is_replay THEN
        RETURN;
    END IF;

    WITH asked AS (
        SELECT draw.source, draw.amount, 'pool:' || draw.source AS code
        FROM jsonb_to_recordset(draws) AS draw (source bigint, amount bigint)
    ), held AS (
        SELECT account.code, held.lot, held.amount, coalesce(sum(held.amount) OVER (
            PARTITION BY account.id ORDER BY lot.received_on, lot.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS older
        FROM public.ledger_account AS account
        JOIN public.ledger_lot_balance AS held ON held.account = account.id AND held.amount > 0
        JOIN public.ledger_lot AS lot ON lot.id = held.lot
        WHERE account.code IN (SELECT asked.code FROM asked)
            AND lot.received_on <= (purpose ->> 'occurred_on')::date
    ), part AS (
        SELECT asked.source, asked.code, held.lot, held.older,
            least(held.amount, asked.amount - held.older) AS amount
        FROM asked JOIN held ON held.code = asked.code AND held.older < asked.amount
    )
    SELECT
        (SELECT jsonb_agg(jsonb_build_object('account', part.code, 'lot', part.lot, 'amount', part.amount)
            ORDER BY part.source, part.older) FROM part),
        (SELECT jsonb_build_object('account', asked.code, 'name', source.name, 'missing', asked.amount - coalesce(
                (SELECT sum(part.amount) FROM part WHERE part.source = asked.source), 0))
            FROM asked LEFT JOIN public.ledger_source AS source ON source.id = asked.source
            WHERE asked.amount <> coalesce((SELECT sum(part.amount) FROM part WHERE part.source = asked.source), 0)
            ORDER BY asked.source LIMIT 1)
    INTO taken, short;
    IF short IS NOT NULL THEN
        RAISE EXCEPTION '余额不足。请核对来源和金额。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ledger_no_overdraft', DETAIL = short::text;
    END IF;
    IF taken IS NULL THEN
        RAISE EXCEPTION '没有写明从哪个来源支付。请选择资金来源。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_names_its_sources';
    END IF;

    SELECT jsonb_agg(line ORDER BY place) INTO lines FROM (
        SELECT 1 AS place, jsonb_build_object(
            'account', one ->> 'account', 'lot', one -> 'lot', 'amount', -(one ->> 'amount')::bigint) AS line
        FROM jsonb_array_elements(taken) AS one
        UNION ALL
        SELECT 2, jsonb_build_object('account', spent, 'lot', one -> 'lot', 'amount', one -> 'amount')
        FROM jsonb_array_elements(taken) AS one
        UNION ALL
        SELECT 3, jsonb_build_object(
            'account', 'commitment:' || (one ->> 'commitment'), 'amount', -(one ->> 'amount')::bigint)
        FROM jsonb_array_elements(commitments) AS one
        UNION ALL
        SELECT 4, jsonb_build_object('account', promised, 'amount', sum((one ->> 'amount')::bigint))
        FROM jsonb_array_elements(commitments) AS one HAVING settles
    ) AS given;
    transfer := public.ledger_write(key, body, 'payment', lines, purpose, made_by, agreed_by, NULL);
    IF transfer IS NULL THEN
        transfer := public.ledger_answered(key, body);
        is_replay := true;
    END IF;
END
$$;

-- A piece of a source arrived: its lot.
CREATE OR REPLACE FUNCTION ledger_draw_down(
    key uuid, of_source bigint, fen bigint, evidence text, purpose jsonb, made_by bigint, agreed_by bigint,
    OUT transfer bigint, OUT lot bigint, OUT is_replay boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body CONSTANT jsonb := jsonb_build_array('draw_down', of_source, fen, evidence, purpose, made_by, agreed_by);
    outside CONSTANT text := 'outside:' || of_source;
    pool CONSTANT text := 'pool:' || of_source;
    next_lot bigint;
BEGIN
    PERFORM public.ledger_lock(ARRAY[outside, pool]);
    transfer := public.ledger_answered(key, body);
    is_replay := transfer IS NOT NULL;
    IF NOT is_replay THEN
        INSERT INTO public.ledger_transfer (
            idem, body_hash, kind, lines, occurred_on, subject, created_by, approved_by, deed)
        VALUES (
            key, sha256(convert_to(body::text, 'UTF8')), 'draw_down', 2, (purpose ->> 'occurred_on')::date,
            coalesce(purpose ->> 'subject', ''), made_by, agreed_by, public.ledger_deed())
        ON CONFLICT (idem) DO NOTHING RETURNING id INTO transfer;
        IF transfer IS NULL THEN
            transfer := public.ledger_answered(key, body);
            is_replay := true;
        END IF;
    END IF;
    IF is_replay THEN
        SELECT arrived.id INTO lot FROM public.ledger_lot AS arrived WHERE arrived.transfer = ledger_draw_down.transfer;
        RETURN;
    END IF;
    INSERT INTO public.ledger_lot (source, transfer, amount, received_on, evidence)
    VALUES (of_source, transfer, fen, (purpose ->> 'occurred_on')::date, btrim(evidence)) RETURNING id INTO next_lot;
    lot := next_lot;
    INSERT INTO public.ledger_entry (transfer, line, account, lot, amount)
    SELECT ledger_draw_down.transfer, given.place, account.id, next_lot, given.amount
    FROM (VALUES (1, outside, -fen), (2, pool, fen)) AS given (place, code, amount)
    JOIN public.ledger_account AS account ON account.code = given.code;
END
$$;

-- Takes a transfer back, line by line. What was corrected is posted anew after.
CREATE OR REPLACE FUNCTION ledger_reverse(
    key uuid, undone bigint, purpose jsonb, made_by bigint, agreed_by bigint,
    OUT transfer bigint, OUT is_replay boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body CONSTANT jsonb := jsonb_build_array('reverse', undone, purpose, made_by, agreed_by);
    was public.ledger_transfer;
    lines jsonb;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('account', account.code, 'lot', entry.lot, 'amount', -entry.amount)
        ORDER BY entry.line) INTO lines
    FROM public.ledger_entry AS entry JOIN public.ledger_account AS account ON account.id = entry.account
    WHERE entry.transfer = undone;
    PERFORM public.ledger_lock(ARRAY(SELECT line ->> 'account' FROM jsonb_array_elements(lines) AS line));
    transfer := public.ledger_answered(key, body);
    is_replay := transfer IS NOT NULL;
    IF is_replay THEN
        RETURN;
    END IF;
    SELECT * INTO was FROM public.ledger_transfer AS known WHERE known.id = undone;
    IF was.id IS NULL OR was.kind = 'reversal' THEN
        RAISE EXCEPTION '冲销只能针对一笔原有的资金登记。请核对后再办。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_is_of_an_original';
    END IF;
    IF EXISTS (SELECT FROM public.ledger_transfer AS known WHERE known.reverses = undone) THEN
        RAISE EXCEPTION '这笔资金已经冲销过，不能再次冲销。请刷新页面查看。'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_transfer_is_reversed_once';
    END IF;
    transfer := public.ledger_write(
        key, body, 'reversal', lines, purpose || jsonb_build_object(
            'use', was.use, 'village', was.village, 'payee_class', was.payee_class), made_by, agreed_by, undone);
    IF transfer IS NULL THEN
        transfer := public.ledger_answered(key, body);
        is_replay := true;
    END IF;
END
$$;

-- A next version of what a source may be used for; its number.
CREATE OR REPLACE FUNCTION ledger_add_rule(of_source bigint, rule jsonb, made_by bigint, agreed_by bigint)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made integer;
BEGIN
    PERFORM public.ledger_lock(ARRAY['outside:' || of_source]);
    INSERT INTO public.ledger_rule (
        source, version, uses, villages, payee_classes, from_on, until_on, ceiling, clause, basis, created_by,
        approved_by, deed)
    SELECT of_source,
        coalesce((SELECT max(known.version) FROM public.ledger_rule AS known WHERE known.source = of_source), 0) + 1,
        given.uses, given.villages, given.payee_classes, given.from_on, given.until_on, given.ceiling,
        btrim(given.clause), btrim(given.basis), made_by, agreed_by, public.ledger_deed()
    FROM jsonb_to_record(rule) AS given (
        uses text[], villages bigint[], payee_classes text[], from_on date, until_on date, ceiling bigint, clause text,
        basis text)
    RETURNING version INTO made;
    RETURN made;
END
$$;

-- Opens a source, its two accounts and its first rule.
CREATE OR REPLACE FUNCTION ledger_open_source(
    number bigint, called text, what text, of_village bigint, demonstrates boolean, rule jsonb, made_by bigint,
    agreed_by bigint
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.ledger_source (id, name, kind, village, is_demonstration, deed)
    VALUES (number, called, what, of_village, demonstrates, public.ledger_deed());
    INSERT INTO public.ledger_account (code, min_balance) VALUES ('outside:' || number, 0), ('pool:' || number, 0);
    PERFORM public.ledger_add_rule(number, rule, made_by, agreed_by);
END
$$;

-- What may be received for and paid out of the pool of one project from now on.
CREATE OR REPLACE FUNCTION ledger_set_ceiling(of_village bigint, fen bigint, basis text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.ledger_ceiling (village, amount, basis, deed)
    VALUES (of_village, fen, btrim(basis), public.ledger_deed());
END
$$;

DO $$
DECLARE
    found regprocedure;
BEGIN
    FOR found IN
        SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname IN (
            'ledger_deed', 'ledger_lock', 'ledger_answered', 'ledger_write', 'ledger_post',
            'ledger_pay', 'ledger_draw_down', 'ledger_reverse', 'ledger_add_rule', 'ledger_open_source',
            'ledger_set_ceiling')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO portal_ledger', found);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', found);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION ledger_post(uuid, text, jsonb, jsonb, bigint, bigint),
    ledger_pay(uuid, jsonb, jsonb, jsonb, bigint, bigint),
    ledger_draw_down(uuid, bigint, bigint, text, jsonb, bigint, bigint),
    ledger_reverse(uuid, bigint, jsonb, bigint, bigint), ledger_add_rule(bigint, jsonb, bigint, bigint),
    ledger_open_source(bigint, text, text, bigint, boolean, jsonb, bigint, bigint),
    ledger_set_ceiling(bigint, bigint, text) TO portal_app;
