import { readableGroup } from './format.js';

/** States of webhooks that left the queue without being delivered. */
export const ASIDE = ['parked', 'dead-lettered', 'quarantined', 'discarded'];

const MOST_REPORTS = 500;
const SAMPLED_MILLIS = 300_000;

/** What the server told, put together. */
export class Store {
  /** Whether anything was told yet. */
  started = false;
  buffers = [];
  figures = {};
  /** By message id, in the order in which they were first seen. */
  webhooks = new Map();
  refusals = [];
  problems = [];
  samples = [];
  /** The buffer that alone is shown; all of them where undefined. */
  selected = undefined;

  /** Everything anew: the server may be another one than before. */
  start({ buffers, ...update }) {
    this.started = true;
    this.buffers = buffers;
    this.webhooks = new Map();
    this.refusals = [];
    this.problems = [];
    this.samples = [];
    if (!buffers.some(({ name }) => name === this.selected)) this.selected = undefined;
    this.apply(update);
  }

  apply({ figures, webhooks, forgotten, refusals, problems, samples }) {
    this.figures = figures;
    for (const webhook of webhooks) this.webhooks.set(webhook.messageId, searchable(webhook));
    for (const messageId of forgotten) this.webhooks.delete(messageId);
    this.refusals = [...this.refusals, ...refusals].slice(-MOST_REPORTS);
    this.problems = [...this.problems, ...problems].slice(-MOST_REPORTS);
    this.samples = [...this.samples, ...samples].filter(({ at }) => at > Date.now() - SAMPLED_MILLIS);
  }

  get severalBuffers() {
    return this.buffers.length > 1;
  }

  /** The buffers that are shown. */
  get shownBuffers() {
    return this.buffers.filter(({ name }) => this.shows(name));
  }

  shows(buffer) {
    return this.selected === undefined || this.selected === buffer;
  }

  /** The webhooks that are shown, newest first. */
  matching({ text, states }) {
    const wanted = text.trim().toLowerCase();
    return [...this.webhooks.values()].reverse().filter(webhook =>
      this.shows(webhook.buffer) && (states === undefined || states.includes(webhook.state)) && webhook.searched.includes(wanted));
  }
}

function searchable(webhook) {
  return { ...webhook, searched: `${webhook.group}\n${readableGroup(webhook.group)}\n${webhook.path ?? ''}\n${webhook.messageId}`.toLowerCase() };
}
