"""Any worker can read the reports of every channel, whichever worker they came to."""

import pytest

from songda.site.worker import Worker


@pytest.mark.database
async def test_a_worker_that_opens_no_channel_still_knows_every_reader(settings: pytest.FixtureRequest) -> None:
    settings.CHANNEL_URLS = {  # type: ignore[attr-defined]
        "sms": "smpp://songda:sandbox@127.0.0.1:1?source=106812368",
        "email": "smtp://127.0.0.1:1?from=songda@court.example",
    }
    worker = Worker(["default"])
    worker._make_sendings()
    assert worker.sendings == {}
    assert worker.readers.keys() == {"sms", "email"}
    worker.rows.close()
