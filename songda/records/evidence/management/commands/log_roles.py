"""Prints the SQL that makes the two roles of the evidence log, or runs it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from songda.records.evidence.roles import create_roles, role_statements


class Command(BaseCommand):
    """Print the roles' SQL; with --apply run it."""

    help = "Print the SQL that makes the database roles of the evidence log; with --apply, run it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer --apply."""
        parser.add_argument("--apply", action="store_true", help="run it as the user of DATABASE_URL")

    def handle(self, *_args: object, **options: object) -> None:
        """Print or run."""
        if options["apply"]:
            create_roles()
            self.stdout.write("The roles songda_app and songda_sequencer exist and may only add to the log.")
            return
        self.stdout.write(";\n".join(statement.strip() for statement in role_statements()) + ";")
