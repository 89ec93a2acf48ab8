"""Makes the package that is installed, and looks at it as an installation would: `make wheel`."""
