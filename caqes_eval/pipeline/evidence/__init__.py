"""From the files received to the tables that families measure, hospital by hospital."""
