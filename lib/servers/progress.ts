/** Runs tasks one after the other, with a progress bar on the terminal. */

/** A progress bar that advances with each task; prints nothing if the output is not a terminal. */
export function progress(
  all: number,
  stream: NodeJS.WriteStream = process.stderr,
): { done: (what: string) => void; end: () => void } {
  const WIDTH = 30;
  let count = 0;
  const clear = '\r\u001b[2K';
  return {
    done: (what) => {
      count += 1;
      if (!stream.isTTY) return;
      const filled = Math.round((WIDTH * count) / Math.max(1, all));
      stream.write(`${clear}[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${count}/${all} ${what}`);
    },
    end: () => {
      if (stream.isTTY) stream.write(clear);
    },
  };
}

/** Runs `work` for each item in turn, with a progress bar; returns the results in the order of the items. */
export async function inTurn<T, R>(
  items: readonly T[],
  named: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const bar = progress(items.length);
  const results: R[] = [];
  for (const item of items) {
    results.push(await work(item));
    bar.done(named(item));
  }
  bar.end();
  return results;
}
