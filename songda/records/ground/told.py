"""Which changes of the web an event must tell of, in the same transaction: all but those that are listed here.

The web writes rows beside its events. Whoever has its role of the database, and none of our keys, could change a row,
wait until the worker had made something of it, and put it back. So the database asks at the end of each transaction of
the web whether it wrote an event too. One that is made up has no mark: it is set aside, and stays for every audit.
"""

from collections.abc import Iterator, Mapping

from django.db import connection
from psycopg import sql

TRIGGER = "told"
ALL = "*"
# By table what the web changes without an event, with why nothing false can come of it.
_OPENS = "opens a page for hours; whatever is done there is told under the name of whoever is signed in"
_COUNT = "counts guesses and requests; decides nothing of a case"
_TYPED = "what is being typed and sent; what comes of it is told"
_AGAIN = "says when the engine looks again; decides nothing"
_GUESSES = "keeps guessing at bay; decides nothing"
_SEEN = "that somebody looked at it; decides nothing"
_JOB = "a call to look, and no more is believed of it: what is due stands in rows that are told of"
FREE: Mapping[str, Mapping[str, str]] = {
    "attempts_attempt": {"text_sealed": "sealed for this very row: without our keys no other text can stand there"},
    "carriage_carriage": {"look_at": _AGAIN},
    "carriage_carrierreport": {"seen_in": _SEEN},
    "carriage_push": {"seen_in": _SEEN},
    "carriage_stationcode": {ALL: "a code that was typed at the return desk, whatever it was; proves nothing"},
    "django_session": {ALL: _OPENS},
    "figures_unitcost": {ALL: "what savings are reckoned with; no count rests on it"},
    "incidents_unshownrow": {ALL: "that a page could not show a row; decides nothing"},
    "letters_batchscan": {ALL: "what a count rests on; the sealing of the batch tells who was counted"},
    "letters_letter": {"counted_at": "the sealing of the batch tells who was counted, and is believed alone"},
    "limits_keptvalue": {ALL: _COUNT},
    "limits_trycount": {ALL: _COUNT},
    "mfa_authenticator": {
        "data": "names and counters of a key; that it is another key is found by its mark",
        "last_used_at": "when somebody came last",
    },
    "orders_envelope": {
        **dict.fromkeys(("held_until", "next_step_at", "ask_law_at"), _AGAIN),
        **dict.fromkeys(("wrong_tries", "locked_at", "wrong_answers", "answers_locked_at"), _GUESSES),
    },
    "outreach_question": {ALL: "what was asked without names; decides nothing"},
    "public_notices_noticelook": {ALL: "marked by whoever took it in: one without that mark counts for nothing"},
    "portal_acts_invitation": {"link_sealed": "where WeChat leads; opens nothing", "expires_at": _GUESSES},
    "portal_acts_onetimecode": {"tries": _GUESSES, "used_at": _GUESSES},
    "processes_process": {ALL: "that a web server runs; decides nothing of a case"},
    "procrastinate_events": {ALL: _JOB},
    "procrastinate_jobs": {ALL: _JOB},
    "sent_forms_draft": {ALL: _TYPED},
    "sent_forms_sentfile": {ALL: _TYPED},
    "sent_forms_sentform": {ALL: _TYPED},
    "staff_apiclient": {"last_used_at": "when it came last"},
    "staff_keptanswer": {ALL: "what a system was answered, given again under its key; decides nothing"},
    "staff_user": {"last_login": "when they came last"},
    "telephone_dial": {"hang_up_at": "that the line is to be ended; proves nothing"},
    "visits_photopart": {ALL: "pieces of a file that is still coming in; the whole is compared with its hash"},
    "visits_round": {"seen_at": "when the phone reported last; decides nothing"},
    "visits_visitphoto": dict.fromkeys(("refused", "spoilt"), "why a file is not kept; proves nothing"),
}
# Of these rows any event of the transaction tells: they belong to nothing that an event could name.
OF_NOTHING: Mapping[str, str] = {
    "attempts_channeltest": "a message to a telephone of the court itself: touches no case",
    "incidents_incident": "that something was away: is believed where an event of its kind tells of it",
    "parties_bar": "a number that is nobody's whom the court seeks: known by its index alone",
}
# Whoever may write checkpoints is a worker or the owner of the tables, who have the keys or need none.
_IS_WEB = "NOT has_table_privilege('public.evidence_checkpoint', 'INSERT')"
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
# What names a row and what it belongs to. Whoever did something to it is no such thing: their name stands everywhere;
# but of accounts, factors and those who stand in, whom they are of.
_NAMED_BY = """
SELECT attname FROM pg_attribute JOIN pg_constraint ON conrelid = attrelid AND conkey = ARRAY[attnum]
WHERE attrelid = %s::regclass AND (
    contype = 'p' OR contype = 'f'
    AND (confrelid::regclass::text !~ '^staff_' OR conrelid::regclass::text ~ '^(staff_|mfa_|tasks_substitution$)')
)
GROUP BY attname, attnum ORDER BY attnum
"""
_THERE = """
SELECT tgrelid::regclass::text, tgname, obj_description(pg_trigger.oid, 'pg_trigger') FROM pg_trigger
WHERE tgname IN ('told', 'told_change') AND NOT tgisinternal
"""


def told_columns(table: str) -> list[str]:
    """The columns of a table whose change an event must tell of; none where the web writes it freely."""
    free = FREE.get(table, {})
    if ALL in free:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return [name for (name,) in cursor.fetchall() if name not in free]


def named_by(table: str) -> list[str]:
    """The columns by which an event is known to tell of a row: its own key, and those of what it belongs to.

    None where it belongs to nothing: then any event does.
    """
    if table in OF_NOTHING:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_BY, [table])
        return [name for (name,) in cursor.fetchall()]


def triggers_of(acts: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """By name and table the triggers that ask for events, as SQL; `acts`: what the web does with each table."""
    return dict(_triggers_of(acts))


def _triggers_of(acts: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    for table, letters in acts.items():
        columns = told_columns(table) if letters else []
        if not columns or table.startswith("evidence_"):
            continue
        rows = " OR ".join(act for letter, act in (("I", "INSERT"), ("D", "DELETE")) if letter in letters)
        if rows:
            yield ("told", table), _trigger("told", rows, table, _IS_WEB)
        if "U" in letters:
            changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)
            yield ("told_change", table), _trigger("told_change", "UPDATE", table, f"{_IS_WEB} AND ({changed})")


def _trigger(name: str, acts: str, table: str, when: str) -> str:
    named = ", ".join(f"'{column}'" for column in named_by(table))
    return (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {acts} ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION evidence_tell({named})"
    )


def demand_events(acts: Mapping[str, str]) -> None:
    """Make the triggers that are not there, or say something else, and take away those that are wanted no more."""
    wanted = triggers_of(acts)
    with connection.cursor() as cursor:
        cursor.execute(_THERE)
        there = {(name, table): said for table, name, said in cursor.fetchall()}
        for name, table in there.keys() - {key for key, said in wanted.items() if there.get(key) == said}:
            cursor.execute(sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(name), sql.Identifier(table)))
        for (name, table), said in wanted.items():
            if there.get((name, table)) != said:
                cursor.execute(said)
                comment = sql.SQL("COMMENT ON TRIGGER {} ON {} IS {}")
                cursor.execute(comment.format(sql.Identifier(name), sql.Identifier(table), sql.Literal(said)))
