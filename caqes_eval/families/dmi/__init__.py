"""DMI: mapping of the circuit, audit of traceability and patient information, devices implanted."""
