"""Networks that are structurally equal to published ones, with random weights, and what browsers make of them."""
