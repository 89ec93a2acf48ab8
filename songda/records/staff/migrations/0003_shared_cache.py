"""Makes the cache that all web processes share, so that limits on sign-in count once, not once a process."""

from django.db import migrations

TABLE = "shared_cache"


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_kept_answers")]

    operations = [
        migrations.RunSQL(
            f"""CREATE TABLE {TABLE} (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX {TABLE}_expires ON {TABLE} (expires)""",
            f"DROP TABLE {TABLE}",
        ),
    ]
