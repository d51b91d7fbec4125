"""E-licences on pages: what a holder has, what an officer may do, what anyone can check."""
