/** Runs as a consumer: the example's stack, and one with everything that a door can have, with every validator on. What they find is in validation-report.json. */
import { App, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Preflight } from 'cdk-preflight';
import { GitHubOrdersStack } from './github-orders-stack';
import { GuardedOrdersStack } from './guarded-orders-stack';

const app = new App();
const stack = new GitHubOrdersStack(app, 'GitHubOrders', { backendUrl: 'https://orders.example.com/hooks' });
new GuardedOrdersStack(app, 'GuardedOrders');

if (process.env.PLANT_MISTAKES) {
  // Proof that the validators run: the first is CloudFormation Validate's to find, the second cdk-preflight's.
  new CfnQueue(stack, 'TooLongVisibility', { visibilityTimeout: 50_000 });
  new CfnQueue(stack, 'DeduplicatingStandardQueue', { contentBasedDeduplication: true });
}

Preflight.apply(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new ServerlessChecks());
app.synth();
