"""Charts: data in, Figure out, one house style. Nothing here computes a result or opens a file."""
