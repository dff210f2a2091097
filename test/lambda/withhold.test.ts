import { withhold } from '../../lambda/forwarder/target/withhold';

const SECRET = 'hunter2/"+ü';

describe('what an answer repeats of the request\'s secrets', () => {
  it.each([
    ['as it is', SECRET],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
  ])('F31 is taken out %s, wherever it stands', (_, form) => {
    const report = withhold({
      httpStatus: 400, responseBody: `a ${form} b ${form}`, responseHeaders: { 'x-echo': `c ${form}` }, errorMessage: `d ${form}`,
    }, [SECRET]);
    expect(report).toEqual({
      httpStatus: 400, responseBody: 'a [removed] b [removed]', responseHeaders: { 'x-echo': 'c [removed]' }, errorMessage: 'd [removed]',
    });
  });

  it.each([4, 6, SECRET.length - 1])('F31 is taken out where the kept part of the answer ends after %d of its characters', length => {
    expect(withhold({ responseBody: `you sent ${SECRET.slice(0, length)}` }, [SECRET]).responseBody).toBe('you sent [removed]');
  });

  it('is all that is taken out', () => {
    const report = { httpStatus: 500, responseBody: 'hunting', responseHeaders: { server: 'hunter' }, reconnects: 1 };
    expect(withhold(report, ['other secret', 'abc', ''])).toEqual(report);
    expect(withhold(report, [])).toBe(report);
  });

  it('F31 leaves nothing of a secret that contains another one', () => {
    expect(withhold({ responseBody: 'Basic dXNlcjpodW50ZXIy' }, ['dXNlcjpodW50ZXIy', 'Basic dXNlcjpodW50ZXIy']).responseBody).toBe('[removed]');
  });
});
