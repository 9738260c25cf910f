"""The only way to a page: a policy, primary and secondary suppression, an audit, and the record of what was decided."""
