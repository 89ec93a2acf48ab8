"""A board for Grafana, drawn from one table: what is looked at every day first, what explains it below."""

import json
from collections.abc import Iterator
from typing import Final

SOURCE: Final = {"type": "prometheus", "uid": "${source}"}  # whoever opens the board chooses it
WIDE, WIDTH, HEIGHT = 24, 8, 7
# The title, what is asked, the name of a line, the unit.
LINES: Final = (
    (
        "Can the court work",
        "songda_database_up * (songda_workers > bool 0) * (1 - songda_quarantine)",
        "",
        "bool_yes_no",
    ),
    ("Work that is overdue", "songda_due_seconds > 0", "{{work}}", "s"),
    ("Messages wait", "songda_message_waits_seconds", "{{channel}}", "s"),
    ("Workers that can send", "songda_channel_senders", "{{channel}}", "short"),
    ("Messages in doubt", "songda_messages_in_doubt", "", "short"),
    (
        "Rows that are stuck, incidents",
        '{__name__=~"songda_stuck_rows|songda_incidents"}',
        "{{__name__}} {{kind}}",
        "short",
    ),
    ("Jobs that nobody took", "songda_jobs_waiting", "{{queue}}", "short"),
    ("Events without a sealed place", "songda_events_unsealed", "", "short"),
    (
        "Strange events, flaws",
        '{__name__=~"songda_events_set_aside|songda_audit_flaws"}',
        "{{__name__}}",
        "short",
    ),
    ("Answers a second", "sum by (kind) (rate(songda_web_answers_total[5m]))", "{{kind}}", "reqps"),
    (
        "One answer in twenty takes longer",
        "topk(8, histogram_quantile(0.95, sum by (le, page) (rate(songda_web_seconds_bucket[10m]))))",
        "{{page}}",
        "s",
    ),
    ("Pages that fail", 'sum by (page) (rate(songda_web_answers_total{kind="5xx"}[10m])) > 0', "{{page}}", "reqps"),
    ("Days that are left", '{__name__=~"songda_seal_days|songda_public_certificate_days"}', "{{__name__}}", "d"),
    (
        "Since backup and audit",
        '{__name__=~"songda_backup_age_seconds|songda_audit_age_seconds"}',
        "{{__name__}}",
        "s",
    ),
    ("Room that is left", "songda_free_bytes", "{{folder}}", "bytes"),
    ("Webs and workers", "songda_processes", "{{version}}", "short"),
)


def board() -> str:
    """As Grafana imports it."""
    source = {"name": "source", "type": "datasource", "query": "prometheus"}
    said = {
        "uid": "songda",
        "title": "songda",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-24h", "to": "now"},
        "templating": {"list": [source]},
        "panels": list(_panels()),
    }
    return json.dumps(said, indent=1)


def _panels() -> Iterator[dict[str, object]]:
    in_a_row = WIDE // WIDTH
    for number, (title, asked, legend, unit) in enumerate(LINES):
        place = {"x": number % in_a_row * WIDTH, "y": number // in_a_row * HEIGHT, "w": WIDTH, "h": HEIGHT}
        yield {
            "id": number + 1,
            "type": "timeseries",
            "title": title,
            "gridPos": place,
            "datasource": SOURCE,
            "targets": [{"refId": "A", "expr": asked, "legendFormat": legend, "datasource": SOURCE}],
            "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        }
