"""The API of ECS, all parts together."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params
from localcloud.services.ecs import errors
from localcloud.services.ecs.account_settings import AccountSettings
from localcloud.services.ecs.clusters import Clusters
from localcloud.services.ecs.part import unavailable
from localcloud.services.ecs.service_deployments import ServiceDeployments
from localcloud.services.ecs.services import Services
from localcloud.services.ecs.tagging import Tagging
from localcloud.services.ecs.task_definitions import TaskDefinitions
from localcloud.services.ecs.tasks import Tasks

_NO_INSTANCES = "tasks run on Fargate here, so there are no container instances."
_NO_TASK_SETS = "task sets belong to the EXTERNAL deployment controller, and this cloud deploys with ECS's own."
_NOT_YET = "it belongs to a part of ECS that this cloud does not have."


class Ecs(Clusters, TaskDefinitions, Services, Tasks, ServiceDeployments, Tagging, AccountSettings):
    """Amazon ECS."""

    create_capacity_provider = unavailable("CreateCapacityProvider", "only FARGATE and FARGATE_SPOT exist here.")
    update_capacity_provider = unavailable("UpdateCapacityProvider", "only FARGATE and FARGATE_SPOT exist here.")
    delete_capacity_provider = unavailable("DeleteCapacityProvider", "only FARGATE and FARGATE_SPOT exist here.")
    register_container_instance = unavailable("RegisterContainerInstance", _NO_INSTANCES)
    deregister_container_instance = unavailable("DeregisterContainerInstance", _NO_INSTANCES)
    update_container_instances_state = unavailable("UpdateContainerInstancesState", _NO_INSTANCES)
    update_container_agent = unavailable("UpdateContainerAgent", _NO_INSTANCES)
    discover_poll_endpoint = unavailable("DiscoverPollEndpoint", _NO_INSTANCES)
    put_attributes = unavailable("PutAttributes", _NO_INSTANCES)
    delete_attributes = unavailable("DeleteAttributes", _NO_INSTANCES)
    create_task_set = unavailable("CreateTaskSet", _NO_TASK_SETS)
    update_task_set = unavailable("UpdateTaskSet", _NO_TASK_SETS)
    delete_task_set = unavailable("DeleteTaskSet", _NO_TASK_SETS)
    describe_task_sets = unavailable("DescribeTaskSets", _NO_TASK_SETS)
    update_service_primary_task_set = unavailable("UpdateServicePrimaryTaskSet", _NO_TASK_SETS)
    continue_service_deployment = unavailable(
        "ContinueServiceDeployment", "only paused deployments continue, and ROLLING ones do not pause."
    )
    list_services_by_namespace = unavailable("ListServicesByNamespace", _NOT_YET)
    create_express_gateway_service = unavailable("CreateExpressGatewayService", _NOT_YET)

    def list_container_instances(self, caller: Caller, params: Params) -> Answer:
        self._cluster(caller, params)
        return {"containerInstanceArns": []}

    def describe_container_instances(self, caller: Caller, params: Params) -> Answer:
        self._cluster(caller, params)
        return {"containerInstances": [], "failures": [errors.missing(arn) for arn in params["containerInstances"]]}

    def list_attributes(self, caller: Caller, params: Params) -> Answer:
        self._cluster(caller, params)
        return {"attributes": []}
