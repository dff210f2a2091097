/** The floor of loading: the clients of the AWS SDK that the forwarder needs, and Node's own for HTTP. */
import { request } from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export const clients = { sqs: new SQSClient(), documents: DynamoDBDocumentClient.from(new DynamoDBClient()), request };
