import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What attempt items hold. A marshaller for everything takes as much time as the rest of the write. */
type Value = string | number | boolean | readonly string[] | { readonly [name: string]: string };

/** An item in DynamoDB's own notation; what is undefined is left out. */
export function attributesOf(item: object): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item) as Array<[string, Value | undefined]>) {
    if (value !== undefined) attributes[name] = attributeOf(value);
  }
  return attributes;
}

function attributeOf(value: Value): AttributeValue {
  switch (typeof value) {
    case 'string': return { S: value };
    case 'number': return { N: String(value) };
    case 'boolean': return { BOOL: value };
    default: return Array.isArray(value) ? { L: value.map(attributeOf) } : { M: attributesOf(value) };
  }
}
