"""The first tables, as they are."""

from importlib import import_module

Migration = import_module("songda.records.service.attempts.migrations.0001_tables").Migration
