import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { configurationOf, only, target } from './support';
import { ThrottleBudget, WebhookBuffer } from '../../src';

describe('a budget that several buffers share', () => {
  test('P4: gives each of them its part, across stacks', () => {
    const app = new App();
    const budget = ThrottleBudget.of(20, { maxPerSecond: 60 });
    const shares = {
      Orders: budget.share('Orders', 12, { maxPerSecond: 36, groupsInParallel: 2 }),
      Refunds: budget.share('Refunds', 7, { maxPerSecond: 20 }),
      Ledger: budget.serialShare('Ledger', { maxPerSecond: 4 }),
    };
    const stacks = Object.entries(shares).map(([id, throttle]) => {
      const stack = new Stack(app, id);
      new WebhookBuffer(stack, 'Buffer', { target, throttle });
      return stack;
    });
    const seen = stacks.map(stack => {
      const template = Template.fromStack(stack);
      const { ScalingConfig } = only(template, 'AWS::Lambda::EventSourceMapping').Properties as { ScalingConfig: { MaximumConcurrency: number } };
      const { groupsInParallel, pace } = configurationOf(template) as { groupsInParallel: number; pace: { gapMillis: number } };
      return [ScalingConfig.MaximumConcurrency, groupsInParallel, pace.gapMillis];
    });
    expect(seen).toEqual([[6, 2, 1000 * 6 / 36], [7, 1, 1000 * 7 / 20], [2, 1, 250]]);
  });

  test('may have no rate, and its shares may have one of their own', () => {
    const budget = ThrottleBudget.of(5);
    expect(budget.share('Orders', 2)._pace).toBeUndefined();
    expect(budget.share('Refunds', 3, { maxPerSecond: 10 })._pace).toMatchObject({ gapMillis: 300 });
  });

  test('can be given out to the last tenth of a request', () => {
    const budget = ThrottleBudget.of(6, { maxPerSecond: 0.6 });
    for (const holder of ['a', 'b']) budget.share(holder, 2, { maxPerSecond: 0.1 });
    expect(() => budget.share('c', 2, { maxPerSecond: 0.4 })).not.toThrow();
  });
});

describe('what a budget does not have is refused, and who has what is told', () => {
  const budget = () => {
    const made = ThrottleBudget.of(20, { maxPerSecond: 60 });
    made.share('Orders', 12, { maxPerSecond: 36 });
    return made;
  };

  test.each<[string, () => unknown, string]>([
    ['more requests at a time', () => budget().share('Refunds', 9, { maxPerSecond: 1 }),
      'ThrottleBudget.share("Refunds"): "9 requests at a time" is not possible: 8 of 20 are left; Orders has 12 and 36 per second'],
    ['more requests per second', () => budget().share('Refunds', 8, { maxPerSecond: 25 }),
      'ThrottleBudget.share("Refunds"): "25 requests per second" is not possible: 24 of 60 per second are left; Orders has 12 and 36 per second'],
    ['no rate at all', () => budget().serialShare('Ledger'),
      'ThrottleBudget.share("Ledger"): "no maxPerSecond" is not possible: the budget has one, of which each share takes a part; 24 of 60 per second are left; Orders has'],
    ['a second share of one holder', () => budget().share('Orders', 2, { maxPerSecond: 1 }), 'a holder without a share; Orders has 12'],
    ['the first share', () => ThrottleBudget.of(3).share('Orders', 4), '3 of 3 are left; nobody has a share yet'],
    ['one request at a time of several', () => budget().share('Orders', 1), 'use serialShare()'],
    ['nothing', () => ThrottleBudget.of(0), 'ThrottleBudget.of: 0 is not possible: a whole number from 1'],
    ['no rate', () => ThrottleBudget.of(1, { maxPerSecond: 0 }), 'ThrottleBudget.of: maxPerSecond: 0 is not possible'],
  ])('%s', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  test('one share for two buffers', () => {
    const throttle = ThrottleBudget.of(4).share('Orders', 4);
    const stack = new Stack(new App(), 'Shop');
    new WebhookBuffer(stack, 'Orders', { target, throttle });
    expect(() => new WebhookBuffer(stack, 'Refunds', { target, throttle }))
      .toThrow('Shop/Refunds: throttle: "the share Orders" is not possible: the buffer Shop/Orders has it; take a share for each');
  });

  test('a share that was refused takes nothing', () => {
    const made = budget();
    expect(() => made.share('Refunds', 9, { maxPerSecond: 1 })).toThrow();
    expect(() => made.share('Refunds', 8, { maxPerSecond: 24 })).not.toThrow();
  });
});
