"""What payers pay: the remittance as values, its balance, matching, posting and variance."""
