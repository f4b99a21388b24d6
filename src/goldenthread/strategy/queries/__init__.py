"""Questions about an area's plans and boards, each told who asks."""
