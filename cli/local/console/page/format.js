const NUMBER = new Intl.NumberFormat('en-GB');

export const count = number => NUMBER.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

const padded = (number, length = 2) => String(number).padStart(length, '0');

/** Time of the day with milliseconds. */
export function time(millis) {
  const date = new Date(millis);
  return `${padded(date.getHours())}:${padded(date.getMinutes())}:${padded(date.getSeconds())}.${padded(date.getMilliseconds(), 3)}`;
}

/** Day and time. */
export function moment(millis) {
  const date = new Date(millis);
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())} ${time(millis)}`;
}

export function duration(millis) {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long until then, roughly. */
export function until(millis, now) {
  const seconds = Math.ceil((millis - now) / 1000);
  if (seconds <= 0) return 'due';
  if (seconds < 120) return `in ${seconds} s`;
  return seconds < 7200 ? `in ${Math.round(seconds / 60)} min` : `in ${Math.round(seconds / 3600)} h`;
}

export function bytes(number) {
  if (number < 1024) return plural(number, 'byte');
  return number < 1_048_576 ? `${(number / 1024).toFixed(1)} KiB` : `${(number / 1_048_576).toFixed(2)} MiB`;
}

/** Control characters, and those that change the direction of writing or have no width: they make a text look like another. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Text of a sender or a backend with everything in it to be seen. */
export function visible(text) {
  return text.replace(INVISIBLE, character => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** The same for what stands in one line. */
export function visibleLine(text) {
  return visible(text).replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

/** The group as its sender wrote it; the door encodes it for SQS. */
export function readableGroup(group) {
  try {
    return decodeURIComponent(group);
  } catch {
    return group; // cut in the middle of a character
  }
}

/** Bytes as most tools show them: offset, sixteen bytes, and what of them is ASCII. */
export function hexDump(data) {
  const lines = [];
  for (let offset = 0; offset < data.length; offset += 16) {
    const row = [...data.subarray(offset, offset + 16)];
    const hex = row.map(byte => padded(byte.toString(16))).join(' ').padEnd(47);
    const text = row.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${padded(offset.toString(16), 8)}  ${hex}  ${text}`);
  }
  return lines.join('\n');
}
