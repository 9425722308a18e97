"""Every kind of fault with the message it gives: small examples, run by the tests, printed in ``docs/constats.md``."""
