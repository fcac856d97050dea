"""YAML as typed: a tree with places, and every slip in it told in the writer's words."""
