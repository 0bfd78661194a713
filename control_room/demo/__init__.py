"""`vigie demo`: the real console on a simulated town."""
