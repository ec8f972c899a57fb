"""AWS's wire protocols: from HTTP to parameters in botocore's shapes, and from answers back to HTTP."""
