"""The desk: the web application people work in all day."""
