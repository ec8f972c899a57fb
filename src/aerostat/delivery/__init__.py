"""
Delivery: bring a revision into service, and tell the truth about it.

The cloud's controller deploys; we drive and watch. One ``UpdateService`` starts one service deployment; the deployer
follows exactly that one by its ARN, gathers evidence while it exists, stops early when no retry can help, and reports
success only if that deployment ended ``SUCCESSFUL``, the live revision is the one asked for and enough tasks run. A
client that dies strands nothing: ECS goes on, and ``watch`` finds the deployment again.
"""
