"""What whoever keeps a court running watches: figures for a collector of metrics, and whether a process is alive."""
