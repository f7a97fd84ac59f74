"""What can be said about a paragraph: stances, verb frames, actors, and the rules that find them."""
