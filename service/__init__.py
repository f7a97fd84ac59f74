"""What answers: readers of documents, the classifier, the HTTP service, the page and the command line."""
