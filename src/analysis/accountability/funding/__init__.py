"""What services are paid: by formula, by the client served, by real costs, by results. Exact money, each step readable aloud."""
