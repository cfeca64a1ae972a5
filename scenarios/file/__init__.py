"""Reading scenario files: schema, inheritance, faults, norms, conditions, populations."""
