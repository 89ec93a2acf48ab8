"""Rules of two countries, Austria and Spain, which show that another law is a folder: read by tests alone."""

from pathlib import Path

from songda.core.law.profile.load import also_in

also_in(Path(__file__).parent)
