"""Cut the positions' table into months; rows of odd dates lie in a default partition."""

from django.db import migrations

_MONTHS = """
CREATE FUNCTION freight_ensure_fix_month(wanted timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
-- Make the partition of a month, and move there what lies in the default one. Called by the
-- tables' owner: functions that lend out the owner's rights build no statements here.
DECLARE
    begins timestamptz := date_trunc('month', wanted);
    ends timestamptz := date_trunc('month', wanted) + interval '1 month';
    partition text := 'freight_positionfix_' || to_char(begins, 'YYYYMM');
BEGIN
    IF wanted < now() - interval '25 months' OR wanted > now() + interval '60 months' THEN
        RAISE EXCEPTION 'freight_ensure_fix_month: % is too far from today', wanted
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass('public.' || partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE public.freight_positionfix_default IN ACCESS EXCLUSIVE MODE;
    IF to_regclass('public.' || partition) IS NOT NULL THEN
        RETURN false;  -- another one made it while we waited
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.freight_positionfix INCLUDING ALL)',
                   partition);
    ALTER TABLE public.freight_positionfix_default
        DISABLE TRIGGER freight_positionfix_append_only;
    EXECUTE format('WITH moved AS (DELETE FROM public.freight_positionfix_default
                                    WHERE at >= $1 AND at < $2 RETURNING *)
                    INSERT INTO public.%I SELECT * FROM moved', partition) USING begins, ends;
    ALTER TABLE public.freight_positionfix_default
        ENABLE TRIGGER freight_positionfix_append_only;
    EXECUTE format('ALTER TABLE public.freight_positionfix
                    ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   partition, begins, ends);
    RETURN true;
END $$;
"""

_CUT = """
ALTER TABLE freight_positionfix RENAME TO freight_positionfix_before;
ALTER INDEX freight_positionfix_pkey RENAME TO freight_positionfix_before_pkey;
CREATE TABLE freight_positionfix (
    LIKE freight_positionfix_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (mmsi, at)
) PARTITION BY RANGE (at);
CREATE TABLE freight_positionfix_default PARTITION OF freight_positionfix DEFAULT;
CREATE TRIGGER freight_positionfix_append_only BEFORE UPDATE OR DELETE
    ON freight_positionfix FOR EACH ROW EXECUTE FUNCTION freight_append_only();
"""

_FILL = """
SELECT freight_ensure_fix_month(month) FROM (
    SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM freight_positionfix_before
     WHERE at BETWEEN now() - interval '24 months' AND now() + interval '36 months'
    UNION SELECT date_trunc('month', now(), 'UTC') + ahead * interval '1 month'
            FROM generate_series(-1, 24) AS ahead) AS months;
INSERT INTO freight_positionfix SELECT * FROM freight_positionfix_before;
DROP TABLE freight_positionfix_before;
"""

_BACKWARD = """
DROP FUNCTION freight_ensure_fix_month(timestamptz);
ALTER TABLE freight_positionfix RENAME TO freight_positionfix_months;
ALTER INDEX freight_positionfix_pkey RENAME TO freight_positionfix_months_pkey;
CREATE TABLE freight_positionfix (
    LIKE freight_positionfix_months INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT freight_positionfix_pkey PRIMARY KEY (mmsi, at));
INSERT INTO freight_positionfix SELECT * FROM freight_positionfix_months;
DROP TABLE freight_positionfix_months;
CREATE TRIGGER freight_positionfix_append_only BEFORE UPDATE OR DELETE
    ON freight_positionfix FOR EACH ROW EXECUTE FUNCTION freight_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("freight", "0005_feed_opening")]

    operations = [
        migrations.RunSQL(_CUT, _BACKWARD),
        migrations.RunSQL(_MONTHS, migrations.RunSQL.noop),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
