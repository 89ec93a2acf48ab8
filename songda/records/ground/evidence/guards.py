"""The database itself refuses to change or remove what the evidence log holds."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

GUARDED = (
    "evidence_event",
    "evidence_entry",
    "evidence_tile",
    "evidence_checkpoint",
    "evidence_checkpointsetaside",
    "evidence_checkpointstamp",
    "evidence_cosignature",
    "evidence_audit",
    "evidence_setaside",
    "evidence_logepoch",
)
_REFUSE = """
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the evidence log is only ever added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new event that corrects the old one; to remove personal particulars erase the secret.';
END
$$
"""
# Every event waits for its place from the moment that it is there. The database does that, and not whoever writes the
# event: a role that could name a number would put those of all events to come in their way.
_WAIT = """
CREATE FUNCTION evidence_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO evidence_unsequenced (number, transaction)
    SELECT number, pg_current_xact_id()::text::bigint FROM added
    ON CONFLICT (number) DO UPDATE SET transaction = excluded.transaction;
    RETURN NULL;
END
$$
"""
_WAITS = """
CREATE TRIGGER evidence_waits AFTER INSERT ON evidence_event REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_wait()
"""
# Looked at when the transaction ends: what it changed is told of by an event that it wrote too, of that very thing. The
# arguments are the columns that name the row and what it belongs to; one of them stands in the event, as what it is
# about or among what it tells; without arguments any event does. The triggers are made with the rights of the web, see
# `songda.records.ground.told`. No type of a temporary schema is read. Thousands of rows are not looked at each with
# each of as many events: those of the row's own case are found by their index, and the others from the one on that told
# of the row before (whoever names another place has the same questions asked there). Each question goes by the whole
# of one index, so that the planner has no other way, however few rows it believes there to be.
_TELL = """
CREATE FUNCTION evidence_tell() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE was jsonb; own text[]; changed text; most int; place bigint; begun bigint;
    here bigint := pg_catalog.pg_current_xact_id()::text::bigint;
BEGIN
    was := CASE WHEN TG_OP = 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
    own := ARRAY(SELECT was->>name FROM unnest(TG_ARGV) AS name WHERE was->>name IS NOT NULL);
    SELECT number INTO begun FROM public.evidence_unsequenced
    WHERE transaction = here AND (transaction, number) >= (here, 0) ORDER BY transaction, number LIMIT 1;
    IF (SELECT bool_or((
        SELECT true FROM public.evidence_event AS event
        WHERE event.case_id = one::uuid AND (event.case_id, event.number) >= (one::uuid, begun) AND (
            SELECT true FROM public.evidence_unsequenced AS waiting
            WHERE waiting.number = event.number AND waiting.transaction = here
        ) LIMIT 1
    )) FROM unnest(own) AS one WHERE one ~ '^[0-9a-f-]{36}$') THEN
        RETURN NULL;
    END IF;
    place := coalesce(nullif(current_setting('songda.told', true), ''), '0');
    FOREACH most IN ARRAY ARRAY[2, NULL] LOOP
        SELECT number INTO place FROM (
            SELECT number FROM public.evidence_unsequenced
            WHERE transaction = here AND (transaction, number) >= (here, coalesce(place, 0))
            ORDER BY transaction, number LIMIT most
        ) AS waiting WHERE (
            SELECT TG_NARGS = 0 OR split_part(event.stream, ':', 2) = ANY (own)
                OR EXISTS (SELECT FROM unnest(own) AS one WHERE length(one) = 36 AND strpos(event.leaf, one) > 0)
            FROM public.evidence_event AS event WHERE event.number = waiting.number
        ) LIMIT 1;
        IF FOUND THEN
            PERFORM set_config('songda.told', place::text, true);
            RETURN NULL;
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' THEN
        SELECT string_agg(key, ', ' ORDER BY key) INTO changed FROM jsonb_each(to_jsonb(NEW)) AS new(key, value)
        WHERE was->key IS DISTINCT FROM value;
    END IF;
    RAISE EXCEPTION '% on %(%) is refused: no event of this transaction tells of it', TG_OP, TG_TABLE_NAME, changed
        USING ERRCODE = 'restrict_violation',
              HINT = 'Write the event in the same transaction, or give the reason in the tables.py beside its model.';
END
$$
"""


def _guard(table: str, acts: str = "UPDATE OR DELETE OR TRUNCATE") -> RunSQL:
    """Refuse these acts on one table."""
    return RunSQL(
        f"CREATE TRIGGER evidence_guard BEFORE {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()",
        f"DROP TRIGGER evidence_guard ON {table}",
    )


OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION evidence_refuse()"),
    *(_guard(table) for table in GUARDED),
    _guard("evidence_eventsecret", "UPDATE"),  # deleted as a whole (erasure), never exchanged for another
    RunSQL(_WAIT, "DROP FUNCTION evidence_wait()"),
    RunSQL(_WAITS, "DROP TRIGGER evidence_waits ON evidence_event"),
    RunSQL(_TELL, "DROP FUNCTION evidence_tell()"),
)
