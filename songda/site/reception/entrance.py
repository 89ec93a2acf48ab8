"""The site as the web server of songda runs it."""

import os
from typing import Final

from songda.site.home import home_folder
from songda.site.orphans import end_with_parent
from songda.site.reception.bounds import Bounds
from songda.site.reception.gateway import Gateway
from songda.site.serving import watch_clock
from songda.site.wsgi import application as pages
from songda.trust.paper.turns import PATIENCE_SECONDS, TURNS
from songda.web.look.visitor import most_bytes_at

THREADS: Final = "SERVE_THREADS"  # set by `songda serve` for its processes

end_with_parent()
watch_clock(os.getppid())
incoming = home_folder() / "incoming"  # what comes in is not sealed yet: a folder closed to everybody else
incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
bounds = Bounds(folder=incoming)
application = Gateway(pages, int(os.environ.get(THREADS) or 4), most_bytes_at, bounds)
TURNS.bound(bounds.apart, PATIENCE_SECONDS, application.lend)
