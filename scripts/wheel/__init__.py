"""Makes the package that is installed, and asks it what an installation would ask: `make wheel`."""
