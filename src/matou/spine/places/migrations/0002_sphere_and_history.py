"""Index the places by their point on the sphere; let the history of fields only grow.

Only the ``cube`` extension is used, not ``earthdistance``: cube is a trusted extension, which a
database's owner may create; earthdistance needs a superuser, measures on another radius than
``kit.geo``, and its functions break under the safe search path that PostgreSQL 17 sets while it
rebuilds indexes. The function's body is parsed here once (SQL-standard body), so that it keeps.
"""

from django.db import migrations

# 6371008.8 m is kit.geo.EARTH_RADIUS_M.
POINT = """
CREATE FUNCTION places_point(latitude double precision, longitude double precision)
RETURNS cube LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN cube(ARRAY[
    6371008.8::double precision * cos(radians(latitude)) * cos(radians(longitude)),
    6371008.8::double precision * cos(radians(latitude)) * sin(radians(longitude)),
    6371008.8::double precision * sin(radians(latitude))
]);
CREATE INDEX places_by_point ON places_place USING gist (places_point(latitude, longitude));
"""

HISTORY = """
CREATE FUNCTION places_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused. Record a correction instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER places_history_only_grows
BEFORE UPDATE OR DELETE ON places_placeattribute
FOR EACH ROW EXECUTE FUNCTION places_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_places")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS cube", migrations.RunSQL.noop),
        migrations.RunSQL(
            POINT,
            "DROP INDEX places_by_point; DROP FUNCTION places_point;",
        ),
        migrations.RunSQL(
            HISTORY,
            "DROP TRIGGER places_history_only_grows ON places_placeattribute; "
            "DROP FUNCTION places_refuse_change;",
        ),
    ]
