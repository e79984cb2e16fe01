"""PDF layouts of the printed day: plain data in, bytes out. No query, no clock, no network."""
