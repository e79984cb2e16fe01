"""Writers of tables: plain rows in, bytes out. What people open in a spreadsheet must stay text there."""
