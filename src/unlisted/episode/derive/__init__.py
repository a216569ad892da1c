"""What follows from the records: technique, doses, fractions, plan changes, image guidance, cross checks."""
