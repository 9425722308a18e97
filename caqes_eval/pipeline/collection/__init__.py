"""What the hospitals send back: who has to send what, what was received, whom to remind."""
