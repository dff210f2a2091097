import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

export const handler = async () => [new SQSClient(), new DynamoDBClient()].length;
