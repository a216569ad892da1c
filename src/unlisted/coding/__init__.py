"""Is it unlisted? Candidates in order, the decision with reasons, service catalogue, payer check."""
