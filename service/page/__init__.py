"""The web page: a document with its acts, as HTML."""
