"""Readers of foreign tables: bytes in, plain rows out. What a file is called, says or hides is believed nowhere."""
