import { App } from 'aws-cdk-lib';
import { GitHubOrdersStack } from './github-orders-stack';

const app = new App();

new GitHubOrdersStack(app, 'GitHubOrders', {
  // Per environment: cdk deploy --context backendUrl=https://orders.staging.example.com/hooks
  backendUrl: app.node.tryGetContext('backendUrl') ?? 'https://orders.example.com/hooks',
});
