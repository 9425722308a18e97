"""Clinical pharmacy: the self-diagnosis of the ANAP, and what was done for patients, by champ."""
