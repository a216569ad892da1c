"""What changes anything: keyword-only functions, one verb each, with the right asked and an audit entry."""
