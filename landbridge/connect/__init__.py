"""A connector's whole world: protocols, manifest, configuration, registry, transports, tests."""
