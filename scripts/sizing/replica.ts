/** A replica of the demo backend with a given number of routes and amount of traffic. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exposition, type LabelValues, type Sink } from '../../demo/exposition';
import { ENDPOINTS, HEALTHY } from '../../demo/load';
import { seeded, type Random } from '../../demo/random';
import { Simulation } from '../../demo/simulation';
import type { CounterName, GaugeName, HistogramName } from '../../metrics/contract';

const DEMO_ROUTES = new Set(ENDPOINTS.map(({ route }) => route)).size;

/** Copies each route of the demo several times, and spreads its events over the copies. */
class Spread implements Sink {
  constructor(
    private readonly to: Sink,
    private readonly copies: number,
    private readonly random: Random,
  ) {}

  /** The labels with the copy's number in the route; labels without a route stay unchanged. */
  private copy<L extends Readonly<Record<string, string>>>(labels: L, copy: number): L {
    const named = Object.entries(labels).map(([label, value]) => {
      const isRoute = label === 'route' || (label === 'endpoint' && value.startsWith('/api/'));
      return [label, isRoute ? `${value}/${copy}` : value];
    });
    return Object.fromEntries(named) as L;
  }
  private any<L extends Readonly<Record<string, string>>>(labels: L): L {
    return this.copy(labels, Math.floor(this.random() * this.copies));
  }
  private each<L extends Readonly<Record<string, string>>>(labels: L): L[] {
    return Array.from({ length: this.copies }, (_, i) => this.copy(labels, i));
  }

  count<N extends CounterName>(name: N, labels: LabelValues<N>, by: number): void {
    if (by > 0) this.to.count(name, this.any(labels), by);
    else for (const one of this.each(labels)) this.to.count(name, one, 0);
  }
  observe<N extends HistogramName>(name: N, labels: LabelValues<N>, seconds?: number): void {
    if (seconds !== undefined) this.to.observe(name, this.any(labels), seconds);
    else for (const one of this.each(labels)) this.to.observe(name, one);
  }
  set(name: GaugeName, value: number): void {
    this.to.set(name, value);
  }
}

export interface Size {
  readonly routes: number;
  readonly replicas: number;
  /** Requests a second of all replicas together. */
  readonly requests: number;
}

/** The real number of routes for a requested one: a multiple of the demo's own. */
export const routesOf = ({ routes }: Size): number => Math.max(1, Math.round(routes / DEMO_ROUTES)) * DEMO_ROUTES;

export class SizedReplica {
  private readonly exposition = new Exposition();
  private readonly simulation: Simulation;
  private readonly load;
  private readonly server: Server;

  constructor(size: Size, seed: number) {
    const random = seeded(seed);
    this.load = { ...HEALTHY, requests: size.requests / size.replicas };
    const copies = routesOf(size) / DEMO_ROUTES;
    this.simulation = new Simulation(new Spread(this.exposition, copies, random), random, this.load);
    this.server = createServer((_request, response) => {
      void this.exposition.registry.metrics().then((text) => {
        response.writeHead(200, { 'Content-Type': this.exposition.registry.contentType }).end(text);
      });
    });
  }

  advance(seconds: number, now: Date): void {
    this.simulation.tick(seconds, this.load, now);
  }
  samples() {
    return this.exposition.registry.getMetricsAsJSON();
  }

  /** Serves its metrics in real time; returns its address. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const timer = setInterval(() => this.advance(1, new Date()), 1000);
    this.server.once('close', () => clearInterval(timer));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
