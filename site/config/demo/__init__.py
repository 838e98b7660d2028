"""The demo: a fictional coordination that lives around today. Content as data, loaded through the site's own services."""
