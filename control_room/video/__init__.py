"""Cameras to pictures: the host processes and the console's side of them; no Qt, no SQL."""
