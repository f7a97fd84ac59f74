"""Fine-tuning: what turns labelled paragraphs into a tagger."""
