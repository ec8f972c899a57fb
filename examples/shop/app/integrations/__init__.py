"""Systems of others (S3, SQS, SES, the payment provider) behind the small interfaces the services need."""
