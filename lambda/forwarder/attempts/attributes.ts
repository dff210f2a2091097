import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What the table's items hold. A marshaller for everything takes as much time as the rest of the write. */
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

/** The item that {@link attributesOf} made attributes of. */
export function itemOf<Item>(attributes: Readonly<Record<string, AttributeValue>>): Item {
  return valuesOf(attributes) as Item;
}

function valuesOf(attributes: Readonly<Record<string, AttributeValue>>): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute)]));
}

function valueOf({ S, N, BOOL, L, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N);
  if (L !== undefined) return L.map(valueOf);
  return S ?? BOOL ?? (M && valuesOf(M));
}
