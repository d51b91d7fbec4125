"""Licences and certificates (证照) of people, companies, vessels and vehicles."""
