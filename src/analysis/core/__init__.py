"""What every room stands on: errors for people, two languages, periods, strict definitions, provenance."""
