'use strict';

/** Webhooks that have failed once. */
const failed = new Set();

/** A handler as it is written for API Gateway: it does as the body says, and the next time it works. */
exports.handler = async ({ httpMethod, path, headers, multiValueQueryStringParameters, body, requestContext }) => {
  const id = headers['webhook-buffer-id'];
  const { fail } = JSON.parse(body);
  if (fail !== undefined && !failed.has(id)) {
    failed.add(id);
    if (fail === 'throw') throw new Error('the database is broken: password=hunter2');
    return { statusCode: 500, body: 'try again' };
  }
  return {
    statusCode: 201,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method: httpMethod, path, query: multiValueQueryStringParameters, body, id: requestContext.requestId }),
  };
};
