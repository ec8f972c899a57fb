"""From the graph to Terraform: the provider's schema as facts, the project's text, and the user's `terraform`."""
