"""The demo: a sample court and the world around it, started with one command and stopped with Ctrl-C."""
