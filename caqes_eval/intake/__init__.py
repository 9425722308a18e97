"""Files received: readers, schemas, findings."""
