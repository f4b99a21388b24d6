"""Golden Thread: how a local area SEND partnership keeps its promises."""
