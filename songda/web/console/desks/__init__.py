"""The desks of the console: one module for each subject that staff work on."""
