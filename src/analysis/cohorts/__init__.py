"""Who is counted, what is known of them at each follow-up, and who was reached."""
