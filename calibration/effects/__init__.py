"""Effects of levers and packages against the service as usual, beside beliefs about effects."""
