from aws_cdk import Duration, Stack
from cdk_webhook_buffer import (
    MessageDeduplication,
    MessageGrouping,
    RetryPolicy,
    Throttle,
    WebhookBuffer,
    WebhookTarget,
)
from constructs import Construct


class GitHubOrdersStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, backend_url: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        WebhookBuffer(
            self,
            "Orders",
            target=WebhookTarget.http(backend_url, timeout=Duration.seconds(10)),
            path="/github",
            # The backend has a pool of five connections.
            throttle=Throttle.concurrency(5),
            # What happens in one repository arrives in order; repositories do not wait for each other.
            grouping=MessageGrouping.json_path("$.repository.full_name"),
            # GitHub sends the same id when it, or somebody, delivers a webhook again.
            deduplication=MessageDeduplication.header("X-GitHub-Delivery"),
            retry_policy=RetryPolicy.exponential(initial_delay=Duration.seconds(1), max_age=Duration.days(1)),
        )
