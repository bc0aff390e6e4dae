"""Pages that join the rooms: the front page, the frame's menu, and what the foot links to."""
