from aws_cdk import App

from github_orders_stack import GitHubOrdersStack

app = App()

GitHubOrdersStack(
    app,
    "GitHubOrders",
    # Per environment: cdk deploy --context backendUrl=https://orders.staging.example.com/hooks
    backend_url=app.node.try_get_context("backendUrl") or "https://orders.example.com/hooks",
)

app.synth()
