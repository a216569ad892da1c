"""Sign-in by an OpenID Connect provider, where the environment names one."""
