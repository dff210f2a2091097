import { Metrics as PowertoolsMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics } from './metrics';
import { METRIC, METRIC_NAMESPACE } from '../../src/contract/metrics';

/** Writes metrics in CloudWatch's embedded metric format, in one go, so that no other invocation's come in between. */
export function metricsPublisher(buffer: string): (metrics: Metrics) => void {
  const powertools = new PowertoolsMetrics({ namespace: METRIC_NAMESPACE, serviceName: buffer });
  return ({ counts, durations }) => {
    if (counts.size === 0 && durations.length === 0) return;
    for (const [name, value] of counts) powertools.addMetric(METRIC[name], MetricUnit.Count, value);
    for (const [name, value] of durations) powertools.addMetric(METRIC[name], MetricUnit.Milliseconds, value);
    powertools.publishStoredMetrics();
  };
}
