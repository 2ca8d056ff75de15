"""Reference data that is made from packages and tables: the states, their capitals, the regions of the world."""
