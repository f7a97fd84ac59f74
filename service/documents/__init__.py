"""Bytes to document: one reader a format, one segmenter behind them all."""
