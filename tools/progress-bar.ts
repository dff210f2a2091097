import { SingleBar } from 'cli-progress';

export interface ProgressBarOptions {
  /** What is to follow the bar itself. */
  readonly text: string;
  readonly stream?: NodeJS.WriteStream;
  /** How often a line is printed where the stream is no terminal. */
  readonly lineMillis: number;
}

/** A bar that hides the cursor until it is stopped, even where the program is ended in between. */
export function progressBar({ text, stream = process.stderr, lineMillis }: ProgressBarOptions): SingleBar {
  const bar = new SingleBar({
    format: `  {bar} {value}/{total} ${text}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: lineMillis,
  });
  const stop = (): void => bar.stop();
  process.once('exit', stop);
  bar.once('stop', () => process.off('exit', stop));
  return bar;
}
