"""The two database roles of the evidence log: one that may add events, one that may place them; neither may change any.

They bind only a program that signs in as a role that neither owns the tables nor is a superuser.
"""

from django.db import connection

APP, SEQUENCER = "songda_app", "songda_sequencer"

_CREATE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
END $$"""

_TABLES = (
    "evidence_event", "evidence_eventsecret", "evidence_unsequenced", "evidence_entry", "evidence_tile",
    "evidence_checkpoint", "evidence_checkpointstamp", "evidence_cosignature", "evidence_audit",
    "evidence_setaside", "evidence_logepoch",
)  # fmt: skip

_GRANTS = (
    f"GRANT SELECT, INSERT ON evidence_event, evidence_unsequenced, evidence_checkpointstamp, evidence_audit TO {APP}",
    f"GRANT SELECT, INSERT ON evidence_logepoch TO {APP}, {SEQUENCER}",
    f"GRANT SELECT, INSERT ON evidence_cosignature TO {APP}",
    f"GRANT SELECT, INSERT, DELETE ON evidence_eventsecret TO {APP}",
    f"GRANT SELECT ON evidence_entry, evidence_tile, evidence_checkpoint, evidence_setaside TO {APP}",
    f"GRANT USAGE ON SEQUENCE evidence_event_number_seq TO {APP}",
    f"GRANT SELECT, DELETE ON evidence_unsequenced TO {SEQUENCER}",
    f"GRANT SELECT ON evidence_event TO {SEQUENCER}",
    f"GRANT SELECT, INSERT ON evidence_entry, evidence_tile, evidence_checkpoint, evidence_setaside TO {SEQUENCER}",
)


def role_statements() -> list[str]:
    """The SQL that makes both roles and gives them exactly what they need; safe to repeat."""
    revoked = f"REVOKE ALL ON {', '.join(_TABLES)} FROM PUBLIC, {APP}, {SEQUENCER}"
    return [_CREATE.format(role=APP), _CREATE.format(role=SEQUENCER), revoked, *_GRANTS]


def create_roles() -> None:
    """Run the statements; the database user needs the right to create roles."""
    with connection.cursor() as cursor:
        for statement in role_statements():
            cursor.execute(statement)
