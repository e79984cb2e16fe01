"""Doorways of a few lines: a task finds the service and calls it."""
