"""A whole court in processes of its own, which reaches people by pager too: nothing but its settings says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from songda_demo.settings import HOST
from songda_demo.story.outside import Phone
from songda_tools.bench.stack import Stack
from tests.channels.pager.office import Office

ROOT = Path(__file__).parents[3]


class PagingCourt(Stack):
    """The stack of the bench, whose environment names the pager's folder and the office."""

    def __init__(self, office: Office) -> None:
        super().__init__(pace=0.2)
        self.office = office
        self.worker = self._child("worker", ["worker"])

    def environment(self) -> dict[str, str]:
        ours = {
            "SONGDA_CHANNELS": "tests.channels.pager",
            "SONGDA_PAGER_URL": self.office.url,
            "PYTHONPATH": str(ROOT),
        }
        return super().environment() | ours

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.ports.web}"


@contextmanager
def paging_court(office: Office) -> Iterator[PagingCourt]:
    """It, with everything running that a service needs."""
    court = PagingCourt(office)
    try:
        court.start_database()
        court.set_up()
        court.start_sandbox()  # for the stamps; no message goes there
        court.start_web()
        court.start_worker(court.worker)
        yield court
    finally:
        court.close()


class PagerInHand(Phone):
    """Somebody's pager, read as the story reads a phone."""

    def __init__(self, office: Office, number: str) -> None:
        super().__init__("", number)
        self.office, self.number = office, number

    def messages(self) -> list[str]:
        return list(self.office.shown[self.number])
