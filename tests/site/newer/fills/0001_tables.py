"""The first tables, as they are."""

from importlib import import_module

Migration = import_module("songda.records.ground.limits.migrations.0001_tables").Migration
