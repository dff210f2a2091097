import type { Browser, Page } from 'playwright-core';
import { WrittenTable } from './support/attempt-table';
import { findChromium, launchBrowser } from './support/browser';
import { accepted, attempted, BUFFER, failed, logged, loggedDeadLettering, problem, refused } from './support/events';
import { RunningConsole, source } from './support/running-console';

const chromium = findChromium();
if (chromium === undefined) process.stderr.write('SKIPPED the console page in a browser: no chromium on PATH or at CHROMIUM_PATH\n');

jest.setTimeout(60_000);

(chromium === undefined ? describe.skip : describe)('the console page', () => {
  let browser: Browser;
  let table: WrittenTable;
  let running: RunningConsole;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser(chromium ?? '');
    table = await WrittenTable.start();
  });
  afterAll(async () => {
    await browser.close();
    await table.stop();
  });
  afterEach(async () => {
    await page.close();
    await running.stop();
    expect(complaints).toEqual([]);
  });

  async function open(sources = [source({ attemptTable: table.address })], colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
    running = await RunningConsole.start(sources);
    page = await browser.newPage({ colorScheme, viewport: { width: 1400, height: 900 } });
    complaints = [];
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('dialog', dialog => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(running.url);
    await page.locator('#connection', { hasText: 'live' }).waitFor();
  }

  const rows = () => page.locator('#webhook-list tbody tr');
  const row = (text: string) => rows().filter({ hasText: text });
  const figure = (title: string) => page.locator('#figures td').nth(['Accepted', 'Delivered', 'Queued', 'Retrying', 'Set aside', 'Refused', 'Backend concurrency'].indexOf(title)).locator('.value');
  const eventually = (locator: ReturnType<Page['locator']>, hasText: string | RegExp) => locator.filter({ hasText }).waitFor();

  describe('without webhooks', () => {
    test('says how to send one, for each address', async () => {
      await open([source({ urls: ['http://127.0.0.1:4000/prod/', 'http://127.0.0.1:4000/prod/github'] })]);
      const commands = ['http://127.0.0.1:4000/prod/', 'http://127.0.0.1:4000/prod/github']
        .map(url => `curl -i '${url}' -H 'Content-Type: application/json' -d '{"hello": "world"}'`);
      expect(await page.locator('.nothing-yet pre').allTextContents()).toEqual(commands);
      running.events.emit('accepted', accepted());
      await rows().waitFor();
      expect(await page.locator('.nothing-yet').isVisible()).toBe(false);
    });
  });

  describe('the list', () => {
    test('shows webhooks as they come, newest first, and follows each', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'm1', path: '/prod/first' }));
      running.events.emit('accepted', accepted({ messageId: 'm2', path: '/prod/second' }));
      await row('/prod/second').waitFor();
      expect(await rows().locator('a').allTextContents()).toEqual(['POST /prod/second', 'POST /prod/first']);
      running.events.emit('attempt', failed({ messageId: 'm1', retryAt: new Date(Date.now() + 90_000).toISOString() }));
      await eventually(row('/prod/first'), /retrying\s*in \d+ s.*1.*503/);
      running.events.emit('attempt', attempted({ messageId: 'm1', attempt: 2 }));
      await eventually(row('/prod/first'), /delivered.*2.*200.*150 ms/);
      running.events.emit('attempt', failed({ messageId: 'm2', status: 'EXHAUSTED', httpStatus: undefined, errorCode: 'ECONNREFUSED', retryAt: undefined }));
      running.events.emit('log', loggedDeadLettering('m2'));
      await eventually(row('/prod/second'), /dead-lettered.*1.*ECONNREFUSED/);
      expect(await Promise.all(['Accepted', 'Delivered', 'Queued', 'Retrying', 'Set aside'].map(title => figure(title).textContent()))).toEqual(['2', '1', '0', '0', '1']);
    });

    test('shows what is parked, and releases it', async () => {
      const requests: unknown[] = [];
      const answering = async (request: unknown) => {
        requests.push(request);
        return { released: 1, complete: true };
      };
      await open([source({ attemptTable: table.address, release: answering })]);
      running.events.emit('accepted', accepted({ messageId: 'm1', path: '/prod/first' }));
      running.events.emit('attempt', failed({ messageId: 'm1', status: 'PERMANENT', httpStatus: 422, retryAt: undefined }));
      const release = page.getByRole('button', { name: 'Release all' });
      expect(await release.count()).toBe(0);
      running.events.emit('log', logged({ message: 'parked', messageId: 'm1', group: 'order-1', reason: 'PERMANENT', attempts: 1 }));
      await eventually(row('/prod/first'), /parked.*1.*422/);
      expect(await figure('Set aside').textContent()).toBe('1');
      await release.click();
      running.events.emit('attempt', attempted({ messageId: 'm1', attempt: 2 }));
      await eventually(row('/prod/first'), /delivered/);
      await release.waitFor({ state: 'detached' });
      expect(requests).toEqual([{ release: { all: true } }]);
    });

    test('is filtered by group, path, message id and state', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'id-1', group: 'Customer-7', path: '/prod/orders' }));
      running.events.emit('accepted', accepted({ messageId: 'id-2', group: 'customer-8', path: '/prod/invoices' }));
      running.events.emit('attempt', attempted({ messageId: 'id-2' }));
      await rows().nth(1).waitFor();
      const shown = async (text: string): Promise<string[]> => {
        await page.getByRole('searchbox').fill(text);
        return rows().locator('.group').allTextContents();
      };
      expect(await shown('CUSTOMER-7')).toEqual(['Customer-7']);
      expect(await shown('invoices')).toEqual(['customer-8']);
      expect(await shown('id-1')).toEqual(['Customer-7']);
      expect(await shown('nothing')).toEqual([]);
      await eventually(page.locator('.notice'), 'None of 2 webhooks matches.');
      expect(await shown('')).toEqual(['customer-8', 'Customer-7']);
      await page.getByRole('radio', { name: 'delivered', exact: true }).check();
      expect(await rows().locator('.group').allTextContents()).toEqual(['customer-8']);
    });

    test('is listed with its group as it was written, and found by what it became', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'id-1', group: 'octo-org%2Focto-repo' }));
      running.events.emit('accepted', accepted({ messageId: 'id-2', group: '%F0%9F~' }));
      running.events.emit('log', logged({ message: 'quarantined', messageId: 'id-2', group: '%F0%9F~' }));
      await eventually(row('quarantined'), '%F0%9F~');
      expect(await rows().locator('.group').allTextContents()).toEqual(['%F0%9F~', 'octo-org/octo-repo']);
      expect(await figure('Set aside').textContent()).toBe('1');
      await page.getByRole('radio', { name: 'set aside', exact: true }).check();
      expect(await rows().locator('.group').allTextContents()).toEqual(['%F0%9F~']);
    });

    test('stays fast with thousands of webhooks: it shows the newest 200, and finds the others', async () => {
      await open();
      for (let index = 0; index < 5_000; index++) running.events.emit('accepted', accepted({ messageId: `m${index}`, group: `g-${index}-` }));
      await eventually(page.locator('.notice'), 'The newest 200 of 5,000 webhooks.');
      expect(await rows().count()).toBe(200);
      await page.getByRole('searchbox').fill('g-17-');
      expect(await rows().count()).toBe(1);
    });

    test('can be held', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'm1' }));
      await rows().waitFor();
      await page.getByRole('checkbox', { name: 'Hold the list' }).check();
      running.events.emit('accepted', accepted({ messageId: 'm2' }));
      await eventually(figure('Accepted'), '2');
      expect(await rows().count()).toBe(1);
      await page.getByRole('checkbox', { name: 'Hold the list' }).uncheck();
      expect(await rows().count()).toBe(2);
    });

    test('shows what the door refused and what went wrong', async () => {
      await open();
      running.events.emit('refused', refused({ status: 413, error: 'the body is too large' }));
      running.events.emit('problem', problem({ message: 'Cannot receive' }));
      await page.getByRole('button', { name: 'Refused 1' }).click();
      await eventually(page.locator('#refusals tbody tr'), /POST \/prod\/orders.*413.*the body is too large/);
      await page.getByRole('button', { name: 'Problems 1' }).click();
      await eventually(page.locator('#problems tbody tr'), 'Cannot receive');
      expect(await page.locator('#refusals').isVisible()).toBe(false);
    });
  });

  describe('an opened webhook', () => {
    test('P6: shows each attempt with its answer, is opened and closed by keys, and follows what happens', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'opened', headers: [['X-Event', 'push'], ['Authorization', 'Bearer hunter2']] }));
      running.events.emit('attempt', failed({ messageId: 'opened' }));
      await table.putAttempt({ messageId: 'opened', startedAt: '2026-01-01T12:00:01.000Z', status: 'RETRY', httpStatus: 503, durationMillis: 18, responseHeaders: { 'retry-after': '5' }, responseBody: 'busy' });
      await row('/prod/orders').getByRole('link').focus();
      await page.keyboard.press('Enter');
      const attempts = page.locator('.attempts li');
      await eventually(attempts, /failed, to be retried.*HTTP 503 · 18 ms/);
      await attempts.getByText('Answer', { exact: true }).click();
      expect(await attempts.locator('details').textContent()).toContain('retry-after5busy');
      expect(await page.locator('#detail .headers').last().textContent()).toBe('Headers of the requestX-EventpushAuthorization••••••••');

      await table.putAttempt({ messageId: 'opened', startedAt: '2026-01-01T12:00:06.000Z', status: 'STARTED' });
      running.events.emit('attempt', failed({ messageId: 'opened', attempt: 2 }));
      await eventually(attempts.first(), /2\..*under way/);
      await table.putAttempt({ messageId: 'opened', startedAt: '2026-01-01T12:00:06.000Z', status: 'DELIVERED', httpStatus: 204, durationMillis: 7 });
      await eventually(attempts.first(), /2\..*delivered.*HTTP 204 · 7 ms/);
      expect(await attempts.locator('details').evaluate(details => (details as unknown as { open: boolean }).open)).toBe(true);

      await page.keyboard.press('Escape');
      await page.locator('#detail').waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement.textContent')).toBe('POST /prod/orders');
    });

    test('is still open after a reload', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'kept', path: '/prod/kept' }));
      await row('/prod/kept').click();
      await page.reload();
      await eventually(page.locator('#detail h2'), 'POST /prod/kept');
      await page.locator('#detail').getByRole('button', { name: 'Close' }).click();
      await page.locator('#detail').waitFor({ state: 'hidden' });
    });

    test('that is not known is said to be so', async () => {
      await open();
      await page.goto(`${running.url}#unknown`);
      await eventually(page.locator('#detail .failure'), 'The console does not know webhook unknown');
      expect(complaints.splice(0)).toEqual([expect.stringContaining('404')]);
    });

    test('P2: shows JSON indented without a change to it', async () => {
      await open();
      const body = '{"id":12345678901234567890,"id":1.0,"text":"a\\u0041\\"{,}:","none":{},"list":[1,[]]}';
      running.events.emit('accepted', accepted({ messageId: 'json', body: Buffer.from(body) }));
      await rows().click();
      const shown = page.locator('.body-view pre');
      expect(await shown.textContent()).toBe(body);
      await page.getByRole('radio', { name: 'Indented JSON' }).check();
      expect(await shown.textContent()).toBe([
        '{', '  "id": 12345678901234567890,', '  "id": 1.0,', '  "text": "a\\u0041\\"{,}:",', '  "none": {},', '  "list": [', '    1,', '    []', '  ]', '}',
      ].join('\n'));
    });

    test('shows what is no text as a hex dump', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'binary', body: Buffer.from([0xff, 0x00, ...Buffer.from('fifteen letters')]) }));
      await rows().click();
      const shown = page.locator('.body-view pre');
      expect(await shown.textContent()).toBe([
        '00000000  ff 00 66 69 66 74 65 65 6e 20 6c 65 74 74 65 72  ..fifteen letter',
        '00000010  73                                               s',
      ].join('\n'));
      expect(await page.locator('.body-view').textContent()).toContain('17 bytes, not UTF-8');
    });

    test('shows the beginning of a large body, and all of it on demand', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'large', body: Buffer.alloc(400_000, 'a') }));
      await rows().click();
      const shown = page.locator('.body-view pre');
      expect((await shown.textContent())?.length).toBe(32_768);
      await page.getByRole('button', { name: /Show all of it/ }).click();
      expect((await shown.textContent())?.length).toBe(400_000);
    });
  });

  describe('P7: what a sender or a backend wrote', () => {
    const HOSTILE = [
      '<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '"><svg onload=alert(3)>', "'-alert(4)-'", 'javascript:alert(5)', '{{constructor}}',
      'שלום 😀 مرحبا',
    ];

    test.each(HOSTILE)('is shown as text: %s', async hostile => {
      await open();
      const messageId = `hostile-${HOSTILE.indexOf(hostile)}`;
      running.events.emit('accepted', accepted({
        messageId, method: hostile, path: `/${hostile}`, group: hostile, headers: [[hostile, hostile]], body: Buffer.from(JSON.stringify({ [hostile]: hostile })),
      }));
      running.events.emit('attempt', failed({ messageId, httpStatus: undefined, errorCode: hostile }));
      running.events.emit('refused', refused({ method: hostile, path: hostile, error: hostile }));
      running.events.emit('problem', problem({ message: hostile }));
      const startedAt = '2026-01-01T12:00:01.000Z';
      await table.putAttempt({ messageId, startedAt, status: 'RETRY', path: hostile, errorCode: hostile, errorMessage: hostile, responseHeaders: { [hostile]: hostile }, responseBody: hostile });
      await rows().click();
      await page.getByText('Answer', { exact: true }).click();
      await page.getByRole('radio', { name: 'Indented JSON' }).check();
      const shown = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();
      expect(await shown('#webhook-list tbody :is(a, .group, .answer)')).toEqual([`${hostile} /${hostile}`, hostile, hostile]);
      expect(await shown('.attempts :is(.failure, th, td, pre)')).toEqual([hostile, hostile, hostile, hostile]);
      expect(await shown('#refusals :is(td.webhook, td.why), #problems td.why')).toEqual([`${hostile} ${hostile}`, hostile, hostile]);
      expect((await shown('.body-view pre')).join()).toContain(JSON.stringify(hostile));
      expect(await page.locator('main :is(script, img, iframe, object, [onload], [onerror], a[href^="javascript"])').count()).toBe(0);
    });

    test('shows what would turn or hide a part of it', async () => {
      await open();
      running.events.emit('accepted', accepted({ messageId: 'turned', group: 'safe\u202Egpj.exe\u200b', path: '/a\u0007\ud800', body: Buffer.from('a\u202Eb\tc\nd') }));
      await rows().click();
      expect(await rows().locator('.group').textContent()).toBe('safe\\u{202e}gpj.exe\\u{200b}');
      expect(await rows().locator('a').textContent()).toMatch(/^POST \/a\\u\{7\}/);
      expect(await page.locator('.body-view pre').textContent()).toBe('a\\u{202e}b\tc\nd');
    });
  });

  describe('the plots', () => {
    test('draw the queue and the backend, with axes and legend', async () => {
      await open([source({ backend: { concurrency: 3, highestConcurrency: 4 }, pending: async () => 17 })]);
      const lines = (title: string) => page.locator('figure', { hasText: title }).locator('svg[role=img] path.line');
      await page.locator('svg[role=img] path.line[d*="L"]').nth(3).waitFor({ state: 'attached' });
      for (const line of await page.locator('svg[role=img] path.line').all()) expect(await line.getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/);
      expect(await lines('On the queue').count()).toBe(2);
      expect(await page.locator('.legend li').allTextContents()).toEqual(['webhooks on the queue', 'of these retrying', 'requests at the same time, highest in each second', 'limit 5']);
      expect(await page.locator('svg[role=img]').first().locator('text').allTextContents()).toEqual(['0', '5', '10', '15', '20', '−5 min', '−4 min', '−3 min', '−2 min', '−1 min', 'now']);
      expect(await page.locator('svg[role=img]').first().getAttribute('aria-label')).toBe('On the queue: webhooks on the queue 17, of these retrying 0');
      expect(await figure('Backend concurrency').textContent()).toBe('3 of 5');
    });

    test('tell the values at the time that is pointed at', async () => {
      await open([source({ backend: { concurrency: 3, highestConcurrency: 4 }, pending: async () => 17 })]);
      await page.locator('path.line[d^="M"]').first().waitFor({ state: 'attached' });
      await page.locator('svg[role=img]').first().hover({ position: { x: 400, y: 60 } });
      expect(await page.locator('.readout').first().textContent()).toMatch(/^\d\d:\d\d:\d\d · webhooks on the queue 17 · of these retrying 0$/);
    });

    test('leave out a backend of the user, which the console cannot look into', async () => {
      await open();
      expect(await page.locator('figure:visible h2').allTextContents()).toEqual(['On the queue']);
      expect(await page.locator('#figures td').last().textContent()).toBe('–a backend of your own, limit 5');
    });
  });

  describe('several buffers', () => {
    test('have figures each, and one can be shown alone', async () => {
      await open([source({ buffer: 'Shop/Orders' }), source({ buffer: 'Shop/Invoices', urls: ['http://127.0.0.1:4001/prod/'] })]);
      running.events.emit('accepted', accepted({ messageId: 'm1', buffer: 'Shop/Orders', group: 'orders' }));
      running.events.emit('accepted', accepted({ messageId: 'm2', buffer: 'Shop/Invoices', group: 'invoices' }));
      running.events.emit('refused', refused({ buffer: 'Shop/Orders' }));
      await rows().nth(1).waitFor();
      expect(await page.locator('#figures tbody tr').allTextContents()).toEqual([
        expect.stringMatching(/^\s*Shop\/Ordershttp:\/\/127\.0\.0\.1:4000\/prod\/1by the door/), expect.stringMatching(/^\s*Shop\/Invoiceshttp:\/\/127\.0\.0\.1:4001\/prod\/1by the door/),
      ]);
      await page.getByRole('radio', { name: 'Shop/Invoices' }).check();
      expect(await rows().locator('.group').allTextContents()).toEqual(['invoices']);
      await page.getByRole('button', { name: 'Refused 0' }).waitFor();
      await page.getByRole('radio', { name: 'Show all buffers' }).check();
      expect(await rows().count()).toBe(2);
    });
  });

  describe('the connection', () => {
    test('that is lost is said to be so, and comes back with another local stack', async () => {
      await open();
      running.events.emit('accepted', accepted({ group: 'before' }));
      await row('before').waitFor();
      const { port } = running;
      await running.stop();
      await eventually(page.locator('#connection'), 'disconnected');
      running = await RunningConsole.start([source({ attemptTable: table.address })], port);
      running.events.emit('accepted', accepted({ messageId: 'm2', group: 'after' }));
      await row('after').waitFor();
      await eventually(page.locator('#connection'), 'live');
      expect(await row('before').count()).toBe(0);
      expect(complaints.splice(0).every(complaint => /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/.test(complaint))).toBe(true);
    });
  });

  test.each(['light', 'dark'] as const)('has text of good contrast in the %s scheme', async colorScheme => {
    await open(undefined, colorScheme);
    running.events.emit('accepted', accepted({ messageId: 'm1', path: '/prod/opened' }));
    running.events.emit('accepted', accepted({ messageId: 'm2' }));
    running.events.emit('attempt', attempted({ messageId: 'm2' }));
    running.events.emit('attempt', failed({ messageId: 'm3' }));
    running.events.emit('log', loggedDeadLettering('m4'));
    running.events.emit('problem', problem());
    await rows().nth(3).waitFor();
    await row('/prod/opened').click();
    await page.locator('.body-view').waitFor();
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
  });

  test('belongs to the buffer that it is about', async () => {
    await open();
    expect(await page.locator('#door').textContent()).toBe(`${BUFFER} takes webhooks at http://127.0.0.1:4000/prod/ Copy`);
  });
});

/** Text, and its colour on its background, whose contrast is below the 4.5 that WCAG 2 asks for. */
const LOW_CONTRAST = `(() => {
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = color => channels(color).slice(0, 3).map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const background = node => {
    const color = getComputedStyle(node).backgroundColor;
    return channels(color)[3] === 0 ? background(node.parentElement) : color;
  };
  const contrast = node => {
    const [lighter, darker] = [luminance(getComputedStyle(node).color), luminance(background(node))].sort((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const withText = [...document.querySelectorAll('body *')].filter(node => node.namespaceURI.endsWith('xhtml') && node.checkVisibility()
    && [...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== ''));
  return withText.filter(node => contrast(node) < 4.5).map(node => node.className + ' ' + node.textContent);
})()`;
