"""The report on ships and companies: what it says, and how it is written."""
