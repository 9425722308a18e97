"""The law: dated parameters, the regime that chooses among them, the calculations and the procedure that use them."""
