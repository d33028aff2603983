/**
 * The first signal stops in order. Process managers and terminals may deliver one stop twice within milliseconds, so only
 * a later repetition ends at once; the embedded server then still gets its own signal from the exit hook.
 */
export const stopSignal = (): Promise<void> =>
  new Promise((done) => {
    let first: number | undefined;
    const stop = () => {
      first ??= performance.now();
      if (performance.now() - first > 2_000) process.exit(130);
      done();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
