"""What is checked of a bundle: events and whom they name, the certificate, files, and checkpoints somebody kept."""
