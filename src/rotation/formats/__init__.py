"""The book in other forms than pages: the derived tables as a data package."""
