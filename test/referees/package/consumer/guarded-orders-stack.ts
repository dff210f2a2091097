import { SecretValue, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DoorAccess, WebhookBuffer, WebhookSecret, WebhookSource, WebhookTarget } from 'cdk-webhook-buffer';
import type { Construct } from 'constructs';

/** Everything that a door can have. */
export class GuardedOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = Secret.fromSecretNameV2(this, 'GitHub', 'github');
    new WebhookBuffer(this, 'Guarded', {
      target: WebhookTarget.http('https://orders.example.com/hooks'),
      source: WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(secret) }),
      functionDoor: true,
      access: [
        DoorAccess.apiKey(),
        DoorAccess.addresses('192.0.2.0/24'),
        DoorAccess.pathToken(SecretValue.secretsManager('path-token')),
        DoorAccess.managedWebAcl(),
      ],
      domain: {
        domainName: 'hooks.example.com',
        certificate: Certificate.fromCertificateArn(this, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'),
        mutualTls: { bucket: Bucket.fromBucketName(this, 'Trust', 'trust-of-senders'), key: 'senders.pem', version: '7' },
      },
    });
  }
}
