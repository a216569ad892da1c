"""The content of an appeal: points answered one by one, from this record, this decision and this denial."""
