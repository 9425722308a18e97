"""The sections proper to each family: what its template shows beside what all of them do."""
