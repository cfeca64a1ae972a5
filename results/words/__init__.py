"""Languages, numbers and units as readers see them."""
