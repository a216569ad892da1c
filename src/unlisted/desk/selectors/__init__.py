"""What pages read. Every selector takes the membership and sees its practice only."""
