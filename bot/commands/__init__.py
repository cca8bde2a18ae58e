"""The commands of the terminal, a module a use; each imports what is heavy only when it runs."""
