"""The world: people, coaches, partners, one week of rules, and the Mesa model around them."""
