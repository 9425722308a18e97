"""Transport: share of the ambulance, spending and savings, other modes, and the two sources confronted."""
