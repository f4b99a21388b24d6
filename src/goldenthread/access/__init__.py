"""Users, the posts people hold, ties to a child, and the policy function."""
