"""What an installing engineer writes about a site: its cameras, streams and authorisations."""
