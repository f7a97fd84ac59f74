"""What makes the model: connectors, composer, data set, pretraining, fine-tuning, evaluation."""
