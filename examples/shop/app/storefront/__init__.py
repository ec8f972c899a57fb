"""Pages for people: server-rendered, no build step, no JavaScript."""
