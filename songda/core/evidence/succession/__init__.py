"""One key of the log follows another: how it is named, who may believe it, and what a proof carries of it."""
