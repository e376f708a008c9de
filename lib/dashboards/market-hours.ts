/** Shades the time in which the market is closed on every graph: a night without signals is no fault. */
import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { hasHours, marketOpen } from '../market/hours';
import { DATASOURCE } from './dashboard-scope';
import type { DashboardContext } from './definition';

/** Empty if a stack has no market hours. Grafana turns the time in which the value is not 0 into a region. */
export const closedTime = (context: DashboardContext): AnnotationQueryBuilder[] =>
  hasHours(context)
    ? [
        new AnnotationQueryBuilder()
          .name('Markets closed')
          .datasource(DATASOURCE)
          .enable(true)
          .iconColor('gray')
          .expr(String(marketOpen(context).is('==', 0)))
          .step('60s')
          .titleFormat('Markets closed'),
      ]
    : [];
