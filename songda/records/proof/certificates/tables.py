"""What the tables of certificates are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import WORK_ONLY, Among, Compared, Shelf, Table
from songda.records.proof.certificates.models import Certificate, HeldSerial, SerialCount
from songda.records.proof.certificates.numbers import code_of

TABLES = (
    Table(SerialCount, why="keep two certificates from one number; a number is compared"),
    Table(HeldSerial, why="keep two certificates from one number; a number is compared"),
    Compared(
        Certificate,
        among=Among.SERVICES,
        log="certificates",
        aside={
            "printed": "keyed mark of whom it names; what it names stands in its event",
            "substance": "keyed mark of what it says of the service; its lines stand in its event",
            "file_id": "names the sealed file; its hash is compared",
            "wrapped_key": "opens the sealed file; its hash is compared",
            "stamp_due_at": WORK_ONLY,
        },
        reads={"code": (lambda entity: code_of(entity.id), lambda row: row.code)},
        shelves=(Shelf("certificates", "wrapped_key", "file_id"),),
        stays={"wrapped_key": "the certificates of service"},
        free_text={"code", "number"},
    ),
)
