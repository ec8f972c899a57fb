"""
IAM at the gateway: what a request needs, which policies speak of it, and what becomes of it.

===================  ==============================================================================
what                 where
===================  ==============================================================================
needs                :mod:`requirements`, :mod:`objects` (S3), :mod:`messaging`, :mod:`data`, :mod:`management`,
                     :mod:`tagging`, :mod:`encryption`; for all others :mod:`catalogue`, with :mod:`resource_types`
                     and :mod:`ec2`
policies             :mod:`asking`, :mod:`records`, remembered by :mod:`memory`
condition keys       :mod:`context`, :mod:`resource_tags`, :mod:`federation`
the decision         :mod:`localcloud.behaviour.iam`
what becomes of it   :mod:`guard`, :mod:`refusals`; :mod:`gate` is the dispatcher's door
===================  ==============================================================================
"""

from localcloud.gateway.authorization.gate import Gate
from localcloud.gateway.authorization.guard import HEADER, Guard
from localcloud.gateway.authorization.records import Records

__all__ = ["HEADER", "Gate", "Guard", "Records"]
