"""Amazon ElastiCache: cache clusters and replication groups that are real Valkey servers on this machine."""
