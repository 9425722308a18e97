"""The whole line of a campaign, stage after stage."""
