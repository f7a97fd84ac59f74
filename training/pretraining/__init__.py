"""The base encoder from nothing: corpus, vocabulary, sequences, masking, and the loop that trains it."""
