"""The menu Réseau of the CMS: organisations, groups, mandates and accounts."""
