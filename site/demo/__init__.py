"""The demo: a fictional coordination that lives around today, loaded from ``content/`` by the services of the site."""
