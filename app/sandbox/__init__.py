"""Stand-ins for Crossmark and Walmart's Event Management, with the invented world both of them serve.

They speak the wire contracts over real HTTP, so that demo and tests use the same client code as production.
"""
