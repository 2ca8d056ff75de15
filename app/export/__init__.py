"""Tables and networks for statistical work, from a built release; the build and the service know nothing of them."""
