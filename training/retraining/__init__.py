"""Retraining as a job: corrections in, and a model out that is promoted only where it is not worse."""
