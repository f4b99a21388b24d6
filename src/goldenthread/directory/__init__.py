"""Local help by need: who offers what, where, when, for whom, at what cost and after what wait.

The tables have the shape of Open Referral UK version 3, so that a council's own directory can be
read from its feed. Nothing in them is about a child.
"""
