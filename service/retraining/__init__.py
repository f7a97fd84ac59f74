"""Retraining as a job of the service: started, shown and cancelled, but never run within it."""
