"""What payers refuse: class, route, deadline, and the content of an appeal."""
