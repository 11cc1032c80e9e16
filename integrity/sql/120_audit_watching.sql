-- What slips past Python (decision 12): a change that arrives while no deed runs is written down by the table itself.
-- The triggers are hung by `manage.py grant_access`, which knows the tables. May be applied again.

-- A JSON string in the one spelling of the trail: ASCII only, as Python's json.dumps writes it.
CREATE OR REPLACE FUNCTION audit_text(given text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT CASE
        WHEN char_length(given) > 4000 THEN '"sha256:' || encode(sha256(convert_to(given, 'UTF8')), 'hex') || '"'
        WHEN given ~ '^[ -~]*$' THEN to_json(given)::text
        ELSE (
            SELECT '"' || string_agg(
                CASE
                    WHEN letter IN ('"', '\') THEN '\' || letter
                    WHEN ascii(letter) BETWEEN 32 AND 126 THEN letter
                    WHEN letter = chr(8) THEN '\b'
                    WHEN letter = chr(9) THEN '\t'
                    WHEN letter = chr(10) THEN '\n'
                    WHEN letter = chr(12) THEN '\f'
                    WHEN letter = chr(13) THEN '\r'
                    WHEN ascii(letter) < 65536 THEN '\u' || lpad(to_hex(ascii(letter)), 4, '0')
                    ELSE '\u' || to_hex(55296 + ((ascii(letter) - 65536) >> 10))
                        || '\u' || to_hex(56320 + ((ascii(letter) - 65536) & 1023))
                END, '' ORDER BY place) || '"'
            FROM string_to_table(given, NULL) WITH ORDINALITY AS letters (letter, place)
        )
    END
$$;

-- A value as entries of deeds have it: whole numbers, true, false and null as they are, everything else as text. Numbers
-- of persons that somebody typed into a text (portal/kernel/personal.py) are struck out: the key of their marks is not
-- known here.
CREATE OR REPLACE FUNCTION audit_value(given jsonb) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog AS $$
    SELECT CASE
        WHEN given IS NULL THEN 'null'
        WHEN jsonb_typeof(given) IN ('null', 'boolean') THEN given::text
        WHEN jsonb_typeof(given) = 'number' AND given::text ~ '^-?[0-9]+$' THEN given::text
        ELSE public.audit_text(regexp_replace(
            given #>> '{}',
            '(?<![0-9A-Za-z])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]|[0-9]{16}|[0-9]{19})(?![0-9A-Za-z])', '***', 'g'))
    END
$$;

-- The named columns of a row; of a hidden one only that it changed.
CREATE OR REPLACE FUNCTION audit_columns(given jsonb, names text[], hidden text[]) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog AS $$
    SELECT '{' || coalesce(string_agg(
        public.audit_text(name) || ':'
            || CASE WHEN name = ANY (hidden) THEN '"changed"' ELSE public.audit_value(given -> name) END,
        ',' ORDER BY name COLLATE "C"), '') || '}'
    FROM unnest(CASE WHEN given IS NULL THEN '{}' ELSE names END) AS name
$$;

-- The body of one entry without an actor; the reason says which login and program came by. NULL when nothing changed
-- that counts. "watch" is what the trigger was hung with: label of the model, key column, column of the village (or ''),
-- hidden columns and columns whose change alone is no entry, both joined by commas.
CREATE OR REPLACE FUNCTION audit_sql_body(what text, watch text[], deed uuid, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    one CONSTANT jsonb := coalesce(is_now, was);
    hidden CONSTANT text[] := string_to_array(watch[3], ',');
    quiet CONSTANT text[] := string_to_array(watch[4], ',');
    names CONSTANT text[] := ARRAY(
        SELECT name FROM jsonb_object_keys(one) AS name WHERE (was -> name) IS DISTINCT FROM (is_now -> name));
BEGIN
    IF what = 'UPDATE' AND names <@ quiet THEN
        RETURN NULL;
    END IF;
    RETURN '{"action":' || public.audit_text('sql.' || lower(what))
        || ',"actor":null,"after":' || public.audit_columns(is_now, names, hidden)
        || ',"at":"' || to_char(public.portal_now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","before":' || public.audit_columns(was, names, hidden)
        || ',"cause":null,"deed":"' || deed
        || '","facts":[],"ip":' || public.audit_text(coalesce(host(inet_client_addr()), ''))
        || ',"object":' || public.audit_text(watch[0] || coalesce(':' || (one ->> watch[1]), ''))
        || ',"reason":' || public.audit_text(session_user || ' ' || current_setting('application_name'))
        || ',"req":"","result":"ok","roles":[],"salt":"' || replace(gen_random_uuid()::text, '-', '')
        || '","scope":[' || coalesce(one ->> watch[2], '')
        || '],"v":1,"via":"sql"}';
END
$$;

CREATE OR REPLACE FUNCTION audit_row_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deed CONSTANT uuid := gen_random_uuid();
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO public.audit_entry (body)
        VALUES (public.audit_sql_body(TG_OP, TG_ARGV, deed, NULL, NULL));
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO public.audit_entry (body)
        SELECT public.audit_sql_body(TG_OP, TG_ARGV, deed, NULL, to_jsonb(one))
        FROM after_rows AS one;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.audit_entry (body)
        SELECT public.audit_sql_body(TG_OP, TG_ARGV, deed, to_jsonb(one), NULL)
        FROM before_rows AS one;
    ELSE
        INSERT INTO public.audit_entry (body)
        SELECT body
        FROM (SELECT to_jsonb(one) AS was FROM before_rows AS one) AS old
        FULL JOIN (SELECT to_jsonb(one) AS is_now FROM after_rows AS one) AS new
            ON was ->> TG_ARGV[1] = is_now ->> TG_ARGV[1]
        CROSS JOIN LATERAL
            public.audit_sql_body(TG_OP, TG_ARGV, deed, was, is_now) AS body
        WHERE body IS NOT NULL;
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION audit_text(text) OWNER TO portal_audit;
ALTER FUNCTION audit_value(jsonb) OWNER TO portal_audit;
ALTER FUNCTION audit_columns(jsonb, text[], text[]) OWNER TO portal_audit;
ALTER FUNCTION audit_sql_body(text, text[], uuid, jsonb, jsonb) OWNER TO portal_audit;
ALTER FUNCTION audit_row_change() OWNER TO portal_audit;
REVOKE ALL ON FUNCTION audit_text(text), audit_value(jsonb), audit_columns(jsonb, text[], text[]),
    audit_sql_body(text, text[], uuid, jsonb, jsonb), audit_row_change() FROM PUBLIC;
-- To hang a trigger takes the right to run its function; nobody else can call it.
GRANT EXECUTE ON FUNCTION audit_row_change() TO portal_owner;
