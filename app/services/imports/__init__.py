"""Taking over rows of a file: map its columns, try them out, pick rows, and then all of them or none, as one change."""
