// Tells how each test has ended as soon as it has: a file of the long tier takes many minutes.
export default class ToldAtOnce {
  onTestCaseResult(_, { fullName, status, duration, failureMessages }) {
    if (status !== 'passed' && status !== 'failed') return;
    const mark = status === 'passed' ? '✓' : '✕';
    const lines = [`  ${mark} ${fullName} (${((duration ?? 0) / 1000).toFixed(1)} s)`, ...failureMessages];
    process.stderr.write(`${lines.join('\n')}\n`);
  }
}
