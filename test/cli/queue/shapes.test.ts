import { boolean, map, string, structure } from '../../../cli/local/queue/server/shapes';

test('A truth value is read from JSON and from a form', () => {
  expect(boolean.fromJson(false, 'Flag')).toBe(false);
  expect(() => boolean.fromJson('true', 'Flag')).toThrow('Flag must be true or false.');
  expect(boolean.fromForm(new URLSearchParams({ Flag: 'true' }), 'Flag')).toBe(true);
  expect(boolean.fromForm(new URLSearchParams(), 'Flag')).toBeUndefined();
});

test('An entry of a map that lacks its name or its value ends the map', () => {
  const shape = map(structure({}, { Text: string }), 'Entry');
  const form = new URLSearchParams({ 'Entry.1.Name': 'a', 'Entry.1.Value.Text': 'x', 'Entry.2.Name': 'b', 'Entry.3.Name': 'c', 'Entry.3.Value.Text': 'x' });
  expect(shape.fromForm(form, 'Entry')).toEqual({ a: { Text: 'x' } });
});
