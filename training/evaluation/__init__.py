"""The ruler: measures of predicted acts against annotated ones, engines to compare, and the report."""
