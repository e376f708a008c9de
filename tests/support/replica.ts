/** A replica of the demo backend inside this process: several are cheaper than as many processes. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Backend } from '../../demo/backend';
import type { ScenarioName } from '../../demo/scenarios';
import { demoServer } from '../../demo/server';
import type { CounterName } from '../../metrics/contract';

export class Replica {
  private readonly backend: Backend;
  private server: Server;
  private lastTotals = performance.now();
  private readonly timer = setInterval(() => this.advance(), 1000);
  private port = 0;
  /** The counters at the first scrape, which is Prometheus' first sample. */
  private start = new Map<string, number>();

  constructor(seed: number) {
    this.backend = new Backend('healthy', seed, new Date());
    this.server = demoServer(this.backend);
    this.server.prependOnceListener('request', () => void this.totals().then((totals) => (this.start = totals)));
  }

  private advance(): void {
    const now = performance.now();
    this.backend.advance((now - this.lastTotals) / 1000, new Date());
    this.lastTotals = now;
  }

  private async totals(): Promise<Map<string, number>> {
    const metrics = await this.backend.samples();
    return new Map(metrics.map(({ name, values }) => [name, values.reduce((sum, { value }) => sum + value, 0)]));
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Events that this replica has counted since its first scrape. */
  async countEvents(name: CounterName): Promise<number> {
    return ((await this.totals()).get(name) ?? 0) - (this.start.get(name) ?? 0);
  }

  enter(scenario: ScenarioName): void {
    this.backend.enter(scenario, new Date());
  }

  /** Refuses connections until it listens again. */
  async refuseConnections(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    this.server = demoServer(this.backend);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    if (this.server.listening) await this.refuseConnections();
  }
}
