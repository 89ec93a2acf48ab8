"""The sandbox's registry: the national platform with made-up people, over real HTTP with real signatures."""
