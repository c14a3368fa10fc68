"""Pure planners: problem in, plan out, each with its own checker."""
