"""Plan, fingerprint, kernels and local execution."""
