const RECONNECT_MILLIS = 1000;
/** The server tells something every second. */
const SILENCE_MILLIS = 5000;

/** Keeps a stream of events open, for as long as the page is. */
export class Connection {
  constructor({ onStart, onUpdate, onState }) {
    this.handlers = { onStart, onUpdate, onState };
    setInterval(() => this.checkSilence(), 1000);
    this.open();
  }

  open() {
    this.source = new EventSource('api/events');
    this.source.addEventListener('start', event => {
      this.handlers.onStart(JSON.parse(event.data));
      this.heard();
    });
    this.source.addEventListener('update', event => {
      this.handlers.onUpdate(JSON.parse(event.data));
      this.heard();
    });
    this.source.addEventListener('error', () => this.lost());
  }

  heard() {
    this.heardAt = Date.now();
    this.handlers.onState('live');
  }

  lost() {
    this.source.close();
    this.heardAt = undefined;
    this.handlers.onState('disconnected');
    setTimeout(() => this.open(), RECONNECT_MILLIS);
  }

  checkSilence() {
    if (this.heardAt !== undefined && Date.now() - this.heardAt > SILENCE_MILLIS) this.lost();
  }
}
