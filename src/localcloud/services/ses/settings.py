"""What is set on configuration sets and identities of SES v2, and where a configuration set reports to. All kept."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Rest
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.registers import Register, chosen, tags_of

#: Operation's suffix → the members that it sets.
_OPTIONS = {
    "DeliveryOptions": ("TlsPolicy", "SendingPoolName", "MaxDeliverySeconds"),
    "ReputationOptions": ("ReputationMetricsEnabled",),
    "SendingOptions": ("SendingEnabled",),
    "SuppressionOptions": ("SuppressedReasons",),
    "TrackingOptions": ("CustomRedirectDomain", "HttpsPolicy"),
    "VdmOptions": ("DashboardOptions", "GuardianOptions"),
}


class SettingsOfV2(Service):
    """
    The operations of SES v2 that moto has not got.

    Args:
        rest: has the identities and configuration sets themselves.
    """

    name = "sesv2"

    def __init__(self, journal: Journal, rest: Rest) -> None:
        self._sets = Register(journal, "sesv2/set-settings", missing="NotFoundException", status=404)
        self._identities = Register(journal, "sesv2/identity-settings", missing="NotFoundException", status=404)
        self._identity_tags = Tags(journal, "sesv2/identity-tags")
        self._rest = rest

    # --- configuration sets

    def get_configuration_set(self, caller: Caller, params: Params) -> Answer:
        shown = dict(self._configuration_set(caller, params))
        for option, members in self._settings(caller, params).get("options", {}).items():
            shown[option] = {**shown.get(option, {}), **members}
        return shown

    def delete_configuration_set(self, caller: Caller, params: Params) -> Answer:
        self._rest.call("sesv2", "DeleteConfigurationSet", params, caller)
        if self._sets.find(caller, params["ConfigurationSetName"]):
            self._sets.remove(caller, params["ConfigurationSetName"])
        return {}

    def put_configuration_set_delivery_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "DeliveryOptions")

    def put_configuration_set_reputation_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "ReputationOptions")

    def put_configuration_set_sending_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "SendingOptions")

    def put_configuration_set_suppression_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "SuppressionOptions")

    def put_configuration_set_tracking_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "TrackingOptions")

    def put_configuration_set_vdm_options(self, caller: Caller, params: Params) -> Answer:
        return self._set_option(caller, params, "VdmOptions")

    # --- event destinations

    def create_configuration_set_event_destination(self, caller: Caller, params: Params) -> Answer:
        return self._set_destination(caller, params)

    def update_configuration_set_event_destination(self, caller: Caller, params: Params) -> Answer:
        return self._set_destination(caller, params)

    def get_configuration_set_event_destinations(self, caller: Caller, params: Params) -> Answer:
        self._configuration_set(caller, params)
        found = self._settings(caller, params).get("destinations", {})
        return {"EventDestinations": [{"Name": name, **one} for name, one in found.items()]}

    def delete_configuration_set_event_destination(self, caller: Caller, params: Params) -> Answer:
        found = dict(self._settings(caller, params).get("destinations", {}))
        found.pop(params["EventDestinationName"], None)
        return self._set(caller, params, destinations=found)

    # --- identities

    def create_email_identity(self, caller: Caller, params: Params) -> Answer:
        answer = self._rest.call("sesv2", "CreateEmailIdentity", params, caller)
        self._identity_tags.replace(_arn(caller, params["EmailIdentity"]), tags_of(params))
        return answer

    def get_email_identity(self, caller: Caller, params: Params) -> Answer:
        shown = dict(self._rest.call("sesv2", "GetEmailIdentity", params, caller))
        shown["FeedbackForwardingStatus"] = True
        shown["Tags"] = self._identity_tags.of(_arn(caller, params["EmailIdentity"]))
        shown |= self._identities.find(caller, params["EmailIdentity"]) or {}
        return shown

    def delete_email_identity(self, caller: Caller, params: Params) -> Answer:
        self._rest.call("sesv2", "DeleteEmailIdentity", params, caller)
        self._identity_tags.forget(_arn(caller, params["EmailIdentity"]))
        if self._identities.find(caller, params["EmailIdentity"]):
            self._identities.remove(caller, params["EmailIdentity"])
        return {}

    def put_email_identity_mail_from_attributes(self, caller: Caller, params: Params) -> Answer:
        domain = params.get("MailFromDomain", "")
        attributes = {
            "MailFromDomain": domain,
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": params.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE"),
        }
        return self._set_on_identity(caller, params, MailFromAttributes=attributes if domain else None)

    def put_email_identity_feedback_attributes(self, caller: Caller, params: Params) -> Answer:
        is_forwarded = params.get("EmailForwardingEnabled", False)
        return self._set_on_identity(caller, params, FeedbackForwardingStatus=is_forwarded)

    def put_email_identity_configuration_set_attributes(self, caller: Caller, params: Params) -> Answer:
        return self._set_on_identity(caller, params, ConfigurationSetName=params.get("ConfigurationSetName"))

    def put_email_identity_dkim_attributes(self, caller: Caller, params: Params) -> Answer:
        dkim = self.get_email_identity(caller, params)["DkimAttributes"]
        is_signed = params.get("SigningEnabled", False)
        return self._set_on_identity(caller, params, DkimAttributes={**dkim, "SigningEnabled": is_signed})

    # --- tags: of identities here, of the rest with moto

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        if ":identity/" not in params["ResourceArn"]:
            return self._rest.call("sesv2", "ListTagsForResource", params, caller)
        return {"Tags": self._identity_tags.of(params["ResourceArn"])}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        if ":identity/" not in params["ResourceArn"]:
            return self._rest.call("sesv2", "TagResource", params, caller)
        self._identity_tags.add(params["ResourceArn"], tags_of(params))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        if ":identity/" not in params["ResourceArn"]:
            return self._rest.call("sesv2", "UntagResource", params, caller)
        self._identity_tags.remove(params["ResourceArn"], params["TagKeys"])
        return {}

    # --- inside

    def _configuration_set(self, caller: Caller, params: Params) -> Answer:
        """
        Raises:
            ApiError: there is no such configuration set.
        """
        name = {"ConfigurationSetName": params["ConfigurationSetName"]}
        return self._rest.call("sesv2", "GetConfigurationSet", name, caller)

    def _settings(self, caller: Caller, params: Params) -> Record:
        return self._sets.find(caller, params["ConfigurationSetName"]) or {}

    def _set(self, caller: Caller, params: Params, **members: Any) -> Answer:
        self._sets.put(caller, params["ConfigurationSetName"], {**self._settings(caller, params), **members})
        return {}

    def _set_option(self, caller: Caller, params: Params, option: str) -> Answer:
        self._configuration_set(caller, params)
        options = self._settings(caller, params).get("options", {})
        return self._set(caller, params, options={**options, option: chosen(params, _OPTIONS[option])})

    def _set_destination(self, caller: Caller, params: Params) -> Answer:
        self._configuration_set(caller, params)
        destinations = self._settings(caller, params).get("destinations", {})
        new = {params["EventDestinationName"]: params["EventDestination"]}
        return self._set(caller, params, destinations={**destinations, **new})

    def _set_on_identity(self, caller: Caller, params: Params, **members: Any) -> Answer:
        identity = params["EmailIdentity"]
        self._rest.call("sesv2", "GetEmailIdentity", {"EmailIdentity": identity}, caller)
        old = self._identities.find(caller, identity) or {}
        new = {name: value for name, value in {**old, **members}.items() if value is not None}
        self._identities.put(caller, identity, new)
        return {}


def _arn(caller: Caller, identity: str) -> str:
    return f"arn:aws:ses:{caller.region}:{caller.account}:identity/{identity}"
